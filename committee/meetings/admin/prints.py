"""Sheets of a meeting: the invitation to copy, the sign sheet, the minutes' draft."""

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from center.office.models import Center
from center.staff.row_page import refuse
from committee.meetings.admin.page import VIEW, find_meeting
from committee.meetings.attendance import seats_of
from committee.meetings.minutes import invitation, minutes_draft
from committee.meetings.models import RECORDED
from committee.terms.admin.plain_text import plain_text

# Rows without a name at the end of the sign sheet, for deputies and guests.
BLANK_ROWS = 6


def invitation_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation as plain text, to copy."""
    meeting = find_meeting(request, pk, VIEW)
    return plain_text(
        request,
        row=meeting,
        title=_("ข้อความเชิญประชุม"),
        explained=_("คัดลอกไปวางในกลุ่ม LINE หรือในหนังสือเชิญประชุม"),
        draft=invitation(meeting),
    )


def minutes_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as plain text, to print and to copy."""
    meeting = find_meeting(request, pk, VIEW)
    if meeting.state not in RECORDED:
        return refuse(request, meeting, _("พิมพ์รายงานได้เมื่อบันทึกการประชุมแล้ว"))
    certified = meeting.state == meeting.State.CERTIFIED
    return plain_text(
        request,
        row=meeting,
        title=_("รายงานการประชุม") if certified else _("ร่างรายงานการประชุม"),
        explained=_("พิมพ์ให้ที่ประชุมตรวจ หรือคัดลอกไปวางใน Word แล้วเก็บฉบับที่ลงนามในคลังเอกสาร"),
        draft=minutes_draft(meeting),
    )


def sign_sheet_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """A4 sheets with the members of the day and blank rows, to be signed. Always in Thai, as paper is."""
    meeting = find_meeting(request, pk, VIEW)
    with translation.override("th"):
        context = {
            "meeting": meeting,
            "center": Center.objects.first(),
            "seats": list(seats_of(meeting)),
            "blank_rows": range(BLANK_ROWS),
            "demo": settings.DEMO,
        }
        return render(request, "committee/meetings/sign_sheet.html", context)
