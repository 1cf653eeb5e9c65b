"""Rows that tests of the registers begin with: somebody served, what came of it, and a day to ask again."""

import datetime as dt
from typing import Any

from django.utils import timezone

from consultations.bookings.actors import By, staff
from consultations.outreach.models import AttendanceSheet
from consultations.registers import visits
from consultations.registers.models import ClosedMonth, FollowUp, Outcome, ReportSigner, SheetRow, SheetScan, Visit
from consultations.registers.visits import Served
from tests.factories import make_topic

SERVED = ("name", "phone", "gender", "tambon", "moo", "outside", "person", "producer", "group")


def make_visit(*, by: By | None = None, **fields: Any) -> Visit:
    """A visit made by the rule, of now unless it is said otherwise."""
    given = {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", **fields}
    served = Served(**{name: given.pop(name) for name in SERVED if name in given})
    return visits.record(served=served, by=by or By(), **given)


def make_follow_up(visit: Visit, **fields: Any) -> FollowUp:
    """A follow-up that is due today, written without the rules."""
    return FollowUp.objects.create(**{"visit": visit, "due_on": timezone.localdate(), **fields})


def make_closed_month(**fields: Any) -> ClosedMonth:
    return ClosedMonth.objects.create(**{"year": 2026, "month": 9, **fields})


def one_of_the_registers(officer: Any) -> dict:
    """One row of each kind for the sweeps over the staff site, with a row and a scan of the sheet that outreach's have."""
    sheet = AttendanceSheet.objects.get()
    visit = make_visit(topic=make_topic(), by=staff(officer), at=timezone.now() - dt.timedelta(minutes=1))
    Outcome.objects.create(visit=visit, noted_by=officer)
    return {
        "visit": visit,
        "sheetrow": SheetRow.objects.create(sheet=sheet, line=1, name="แฉล้ม ลานใบไม้"),
        "sheetscan": SheetScan.objects.create(
            sheet=sheet, file="scans/one.jpg", original_name="ใบลงทะเบียน.pdf", size=1
        ),
        "followup": make_follow_up(visit),
        "closedmonth": make_closed_month(),
        "reportsigner": ReportSigner.objects.get(role=ReportSigner.Role.PREPARED),
    }
