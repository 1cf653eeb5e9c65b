"""The record of a meeting on one page."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from center.staff.officer import officer
from center.staff.row_page import done, posted, posted_version, refuse, show
from committee.meetings.admin.page import CHANGE, find_meeting
from committee.meetings.forms import RecordForms
from committee.meetings.models import CommitteeMeeting
from committee.meetings.recording import record_meeting, version_of, why_not_record


def record_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Attendance, the five headings, guests and resolutions, saved together; blank rows make adding work without scripts."""
    meeting = find_meeting(request, pk, CHANGE)
    if sentence := why_not_record(meeting):
        return refuse(request, meeting, sentence)
    page = RecordForms(meeting, posted(request))
    refused: list[str] = []
    if request.method == "POST" and page.is_valid():
        version = posted_version(request)
        try:
            meeting = record_meeting(meeting=meeting, record=page.record(), version=version, by=officer(request))
        except ValidationError as error:
            refused = error.messages
        else:
            return _saved(model_admin, request, meeting)
    return show(
        model_admin,
        request,
        "admin/committee/committeemeeting/record.html",
        row=meeting,
        meeting=meeting,
        title=_("บันทึกการประชุม: %s") % meeting,
        page=page,
        forms=page.all,
        refused=refused,
        version=version_of(meeting),
    )


def _saved(model_admin: ModelAdmin, request: HttpRequest, meeting: CommitteeMeeting) -> HttpResponseRedirect:
    """On to where the button leads."""
    answer = done(model_admin, request, meeting, _("บันทึกการประชุม%s แล้ว") % meeting)
    return HttpResponseRedirect(request.path + "#new-rows") if "_more" in request.POST else answer
