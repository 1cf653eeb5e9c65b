"""What is printed for an event: sign sheets, programme, receipts, satisfaction form, and the report. Thai, as paper is."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from center.access import log as access_log
from center.office.models import Center
from center.people import consent
from center.people.models import Consent
from center.printing.signatures import Signature
from center.staff.officer import officer
from center.staff.row_page import refuse
from consultations.outreach import texts
from consultations.outreach.admin.acts import possible_with
from consultations.outreach.admin.page import VIEW, VIEW_REGISTRATION, find_event
from consultations.outreach.models import OutreachEvent, Registration
from consultations.outreach.results import MOST_PICTURES, report_lines, report_text
from consultations.outreach.sheets import FEWEST_BLANK_ROWS, days_of, rows_of, sheet_of

ID_CARD_DIGITS = 13
BLANK_ITEMS = 3
PAPERS = ("sign", "programme", "receipt", "satisfaction")
QUESTIONS = (
    "เนื้อหาตรงกับที่อยากรู้",
    "วิทยากรอธิบายเข้าใจง่าย",
    "สถานที่และการต้อนรับ",
    "วันและเวลาที่จัด",
    "นำไปใช้ได้จริง",
    "ความพึงพอใจโดยรวม",
)
GRADES = ("มากที่สุด 5", "มาก 4", "ปานกลาง 3", "น้อย 2", "น้อยที่สุด 1")


def papers_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The set of papers, or one of them (?only=). The codes of the sign sheets are given here, once."""
    event = find_event(request, pk, VIEW_REGISTRATION)
    only = request.GET.get("only", "")
    papers = [only] if only in PAPERS else list(PAPERS)
    if "sign" in papers:
        access_log.exported(officer(request), Registration)
    with translation.override("th"):
        sessions = list(event.sessions.with_speakers())
        context = _context(event) | {
            "papers": papers,
            "only": only if only in PAPERS else "",
            "kinds": _kinds(),
            "sheets": _sheets(event, days_of(sessions)) if "sign" in papers else [],
            "sessions": [(session, texts.session_times(session)) for session in sessions],
            "speakers": _speakers(sessions),
            "id_card_digits": range(ID_CARD_DIGITS),
            "blank_items": range(BLANK_ITEMS),
            "questions": QUESTIONS,
            "grades": GRADES,
        }
        return render(request, "consultations/outreach/papers_print.html", context)


def report_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The result on one page, to print and to copy."""
    event = find_event(request, pk, VIEW)
    if not possible_with(event)["may_report"]:
        return refuse(request, event, _("พิมพ์รายงานผลได้เมื่อกิจกรรมเริ่มแล้ว"))
    with translation.override("th"):
        context = _context(event) | {
            "lines": report_lines(event),
            "text": report_text(event),
            "pictures": list(event.pictures.shown()[:MOST_PICTURES]),
            "signatures": [
                Signature("ผู้จัดทำ", event.organizer.get_full_name() if event.organizer else ""),
                Signature("ผู้ตรวจสอบ"),
                Signature("ทราบ", position="พัฒนาการอำเภอ"),
            ],
        }
        return render(request, "consultations/outreach/report_print.html", context)


def _context(event: OutreachEvent) -> dict[str, Any]:
    return {
        "event": event,
        "when": texts.when(event),
        "where": texts.where(event),
        "center": Center.objects.first(),
        "photo_consent": consent.wording(Consent.Purpose.PHOTO, consent.newest_wording(Consent.Purpose.PHOTO)),
        "today": timezone.localdate(),
        "demo": settings.DEMO,
    }


def _kinds() -> list[tuple[str, str]]:
    names = ("ใบลงทะเบียน", "กำหนดการ", "ใบสำคัญรับเงิน", "แบบประเมินความพึงพอใจ")
    return list(zip(PAPERS, names, strict=True))


def _sheets(event: OutreachEvent, days: Iterable[dt.date]) -> list[dict[str, Any]]:
    """Each day's sheet: its code, its names, and at least half as many empty rows."""
    found = []
    for day in days:
        rows = list(rows_of(event, day))
        found.append(
            {
                "sheet": sheet_of(event, day),
                "rows": rows,
                "blank_rows": range(len(rows), len(rows) + max(FEWEST_BLANK_ROWS, len(rows) // 2)),
            }
        )
    return found


def _speakers(sessions: list[Any]) -> list[dict[str, Any]]:
    """Everybody who teaches, with what; one without a name where nobody is named yet."""
    found: dict[Any, list[Any]] = {}
    for session in sessions:
        for speaker in session.speakers.all():
            found.setdefault(speaker, []).append(session)
    if not found:
        return [{"name": "", "sessions": sessions}]
    return [{"name": str(speaker), "sessions": of_speaker} for speaker, of_speaker in found.items()]
