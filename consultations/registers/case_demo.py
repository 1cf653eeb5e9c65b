"""Demonstration of cases and complaints: one case in each state, one overdue; the rounds of two fiscal years."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from center.mail.messages import messages_about
from center.places.models import Tambon
from center.records.states import StateChange
from consultations.bookings.actors import VISITOR, By
from consultations.registers import cases, complaints, rounds
from consultations.registers.models import Case, CaseKind, Complaint, RegistrationRound
from thai.dates import fiscal_quarter_bounds, fiscal_year
from thai.phones import normalize_phone

FILE = Path(__file__).parent / "demo_data" / "cases.toml"
# Begins the source_key and the form_key of demonstration rows.
MARK = "demo:"
STAFF = By(actor=StateChange.Actor.STAFF)
# Rounds close so long before their quarter ends.
CLOSES_BEFORE = dt.timedelta(days=11)
Entry = dict[str, Any]


def load() -> int:
    """Add the rounds, cases and complaints that are missing; returns how many. A kind that staff deleted has none."""
    with open(FILE, "rb") as file:
        data = tomllib.load(file)
    kinds = list(CaseKind.objects.all())
    with transaction.atomic():
        added = sum(_rounds(kind) for kind in kinds[:1] if kind.has_rounds)
        added += sum(_case(entry, kinds[entry["kind"] - 1]) for entry in data["case"] if entry["kind"] <= len(kinds))
        return added + sum(_complaint(entry) for entry in data["complaint"])


def remove() -> int:
    """Take them away with their messages; rounds in which real cases lie stay. Returns how many went."""
    marked = Case.objects.filter(source_key__startswith=MARK)
    sent = Complaint.objects.filter(source_key__startswith=MARK)
    with transaction.atomic():
        count = marked.count() + sent.count()
        for case in marked:
            messages_about(case).delete()
        marked.delete()
        sent.delete()
        held = RegistrationRound.objects.filter(source_key__startswith=MARK, cases=None)
        count += held.count()
        held.delete()
    return count


def _rounds(kind: CaseKind) -> int:
    """Four rounds of the present fiscal year and of the next, where none is set."""
    present, added = fiscal_year(timezone.localdate()), 0
    for year in (present, present + 1):
        if kind.rounds.filter(fiscal_year=year).exists():
            continue
        for number, opens_on in rounds.proposed(year).items():
            RegistrationRound.objects.create(
                kind=kind,
                fiscal_year=year,
                number=number,
                opens_on=opens_on,
                closes_on=fiscal_quarter_bounds(year, number)[1] - CLOSES_BEFORE,
                source_key=f"{MARK}round:{year}:{number}",
            )
            added += 1
    return added


def _case(entry: Entry, kind: CaseKind) -> int:
    key = MARK + entry["key"]
    if Case.objects.filter(source_key=key).exists():
        return 0
    now = timezone.now()
    coming = rounds.coming_rounds(kind)
    case = cases.open_case(
        kind=kind,
        applicant=cases.Applicant(
            entry["name"],
            normalize_phone(entry["phone"]),
            tambon=Tambon.objects.filter(code=entry["tambon"]).first(),
            moo=entry["moo"],
        ),
        subject=entry["subject"],
        round=coming[0] if coming else None,
        due_on=timezone.localdate() + dt.timedelta(days=entry["due"]) if "due" in entry else None,
        received=entry["received"],
        form_key=key,
        by=STAFF,
    )
    for state in entry["path"]:
        answer = entry.get("answer", "") if state == entry["path"][-1] else ""
        cases.change_state(case, state, answer=answer, by=STAFF)
    if not case.is_open:
        messages_about(case).delete()  # told long ago
    opened_at = now - dt.timedelta(days=entry["opened"])
    closed_at = None if case.is_open else opened_at + dt.timedelta(days=entry["opened"] // 2)
    Case.objects.filter(pk=case.pk).update(source_key=key, opened_at=opened_at, closed_at=closed_at)
    return 1


def _complaint(entry: Entry) -> int:
    key = MARK + entry["key"]
    if Complaint.objects.filter(source_key=key).exists():
        return 0
    phone = normalize_phone(entry["phone"]) if "phone" in entry else ""
    complaint = complaints.send(kind=entry["kind"], text=entry["text"], phone=phone, form_key=key, by=VISITOR)
    if "answer" in entry:
        complaints.answer(complaint, text=entry["answer"], by=STAFF)
    sent_at = timezone.now() - dt.timedelta(days=entry["days_ago"])
    Complaint.objects.filter(pk=complaint.pk).update(source_key=key, sent_at=sent_at)
    return 1
