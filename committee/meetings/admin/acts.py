"""What is done with a meeting before and after its record: called off, certified, filed, and each taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from center.documents.models import Document
from center.staff.officer import officer
from center.staff.row_page import ask, posted, refuse
from committee.meetings.admin.page import CHANGE, find_meeting
from committee.meetings.forms import CertifyForm, MinutesFileForm
from committee.meetings.meetings import (
    cancel_meeting,
    certify_minutes,
    may_certify,
    restore_meeting,
    revert_certification,
    revert_record,
    why_not_revert_record,
    wrong_state,
)
from committee.meetings.minutes import add_minutes_document, keep_minutes
from committee.meetings.models import RECORDED, CommitteeMeeting
from committee.terms.forms import ReasonForm

State = CommitteeMeeting.State


def certify_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """In which meeting the minutes were certified."""
    meeting = find_meeting(request, pk, CHANGE)
    if meeting.state != State.HELD:
        return refuse(request, meeting, wrong_state(meeting))
    if not may_certify(meeting).exists():
        return refuse(request, meeting, _("ยังไม่มีการประชุมครั้งหลังที่บันทึกแล้ว รายงานรับรองในการประชุมครั้งถัดไป"))
    return ask(
        model_admin,
        request,
        row=meeting,
        form=CertifyForm(posted(request), meeting=meeting),
        act=lambda cleaned: certify_minutes(meeting=meeting, by=officer(request), **cleaned),
        title=_("รับรองรายงาน: %s") % meeting,
        button=_("รับรองรายงานแล้ว"),
        said=_("บันทึกแล้วว่ารายงาน%s รับรองแล้ว") % meeting,
        explained=[_("เมื่อรับรองแล้ว บันทึกการประชุมครั้งนี้แก้ไม่ได้ แต่ยังติดตามมติต่อได้")],
    )


def uncertify_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that minutes were certified."""
    meeting = find_meeting(request, pk, CHANGE)
    return _take_back(
        model_admin,
        request,
        meeting,
        State.CERTIFIED,
        act=revert_certification,
        button=_("ยกเลิกการรับรอง"),
        explained=_("ใช้เมื่อบันทึกการรับรองผิด หรือต้องแก้รายงาน แก้แล้วรับรองใหม่ได้"),
    )


def cancel_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Call a planned meeting off."""
    meeting = find_meeting(request, pk, CHANGE)
    return _take_back(
        model_admin,
        request,
        meeting,
        State.PLANNED,
        act=cancel_meeting,
        button=_("งดประชุม"),
        explained=_("เลขครั้งที่ยังเป็นของการประชุมนี้ ถ้าจะใช้เลขนี้กับการประชุมอื่น ให้แก้เลขก่อน"),
    )


def restore_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a meeting again that was called off."""
    meeting = find_meeting(request, pk, CHANGE)
    return _take_back(
        model_admin,
        request,
        meeting,
        State.CANCELLED,
        act=restore_meeting,
        button=_("กลับมานัดประชุม"),
        explained=_("การประชุมกลับเป็นนัดไว้ตามเดิม"),
    )


def revert_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a meeting took place."""
    meeting = find_meeting(request, pk, CHANGE)
    if sentence := why_not_revert_record(meeting):
        return refuse(request, meeting, sentence)
    return _take_back(
        model_admin,
        request,
        meeting,
        State.HELD,
        act=revert_record,
        button=_("ยกเลิกการบันทึก"),
        explained=_("ใช้เมื่อบันทึกผิดครั้ง การประชุมกลับเป็นนัดไว้ สิ่งที่กรอกยังอยู่"),
    )


def _take_back(
    model_admin: ModelAdmin,
    request: HttpRequest,
    meeting: CommitteeMeeting,
    state: str,
    *,
    act: Callable[..., None],
    button: str,
    explained: str,
) -> HttpResponse:
    """A page that asks for a reason, of a meeting in this state."""
    if meeting.state != state:
        return refuse(request, meeting, wrong_state(meeting))
    return ask(
        model_admin,
        request,
        row=meeting,
        form=ReasonForm(posted(request)),
        act=lambda cleaned: act(meeting=meeting, by=officer(request), **cleaned),
        title=f"{button}: {meeting}",
        button=button,
        said=_("%(act)sแล้ว (%(meeting)s)") % {"act": button, "meeting": meeting},
        explained=[explained],
    )


def file_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as a document of the library."""
    meeting = find_meeting(request, pk, CHANGE)
    if meeting.state not in RECORDED:
        return refuse(request, meeting, _("เก็บรายงานได้เมื่อบันทึกการประชุมแล้ว"))
    form = MinutesFileForm(posted(request), request.FILES or None, initial={"document": meeting.minutes_document_id})
    return ask(
        model_admin,
        request,
        row=meeting,
        form=form,
        act=lambda cleaned: _keep(meeting, cleaned, request),
        title=_("เก็บรายงานในคลังเอกสาร: %s") % meeting,
        button=_("เก็บรายงาน"),
        said=_("เก็บรายงานการประชุม%s ในคลังเอกสารแล้ว") % meeting,
        explained=[_("แนบรายงานที่ลงนามแล้ว สแกนเป็น PDF หรือถ่ายรูปรวมเป็นไฟล์เดียว ถ้าไม่ติ๊กให้แสดงบนเว็บ เจ้าหน้าที่เท่านั้นที่เห็น")],
    )


def _keep(meeting: CommitteeMeeting, cleaned: dict[str, Any], request: HttpRequest) -> None:
    document: Document | None = cleaned["document"]
    if checked := cleaned["new_file"]:
        document = add_minutes_document(meeting=meeting, file=checked, publish=cleaned["publish_file"])
    keep_minutes(meeting=meeting, document=document, by=officer(request))
