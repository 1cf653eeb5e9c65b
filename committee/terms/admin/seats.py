"""Members who leave and those who come in their place; what a seat says, put right."""

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from center.staff.officer import officer
from center.staff.row_page import ask, posted, refuse
from committee.terms.admin.page import find_seat
from committee.terms.forms import ReplaceForm, SeatForm, body_key, people_of
from committee.terms.models import Seat
from committee.terms.seats import CORRECTED, correct_seat, replace_member, undo_replacement, why_not_undo


def replace_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Who leaves, when and why; who comes, from the registers or new."""
    seat = find_seat(request, pk)
    if seat.until_on is not None:
        return refuse(request, seat.term, _("%s พ้นจากตำแหน่งไปแล้ว") % seat.person)
    form = ReplaceForm(
        posted(request),
        seat=seat,
        people=people_of([request.POST.get("person")]),
        may_add=request.user.has_perm("center.add_person"),
    )
    return ask(
        model_admin,
        request,
        row=seat.term,
        form=form,
        act=lambda cleaned: _replace(seat, form, request),
        title=_("เปลี่ยนคน: %s") % seat.person,
        button=_("บันทึกการเปลี่ยนคน"),
        said=_("บันทึกการเปลี่ยนกรรมการลำดับที่ %s แล้ว") % seat.rank,
        explained=_explained(seat),
    )


def _explained(seat: Seat) -> list[str]:
    words = {"position": seat.get_position_display(), "of": seat.stands_for}
    lines = [_("ลำดับที่ %(rank)s %(position)s จาก%(of)s") % {"rank": seat.rank, **words}]
    if seat.ex_officio:
        lines.append(_("กรรมการโดยตำแหน่ง %s ตำแหน่งคงเดิม เปลี่ยนเฉพาะคน") % seat.in_language("office"))
    lines.append(_("ถ้ายังไม่มีผู้แทนใหม่ เว้นชื่อว่างไว้ หน้าแรกจะเตือนเมื่อเครือข่ายใดไม่มีผู้แทน"))
    return lines


def _replace(seat: Seat, form: ReplaceForm, request: HttpRequest) -> None:
    cleaned = form.cleaned_data
    replace_member(
        seat=seat,
        last_day=cleaned["last_day"],
        reason=cleaned["reason"],
        reason_note=cleaned["reason_note"],
        successor=form.chosen,
        from_on=cleaned["from_on"],
        position=cleaned["position"],
        by=officer(request),
    )


def edit_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Position, order, office and whom somebody stands for: put right, with a history."""
    seat = find_seat(request, pk)
    initial = {name: getattr(seat, name) for name in CORRECTED} | {"stands_for": body_key(seat)}
    form = SeatForm(posted(request), initial=initial)
    return ask(
        model_admin,
        request,
        row=seat.term,
        form=form,
        act=lambda cleaned: correct_seat(seat=seat, by=officer(request), rank=cleaned["rank"], **form.representation()),
        title=_("แก้ไขข้อมูลกรรมการ: %s") % seat.person,
        button=_("บันทึก"),
        said=_("แก้ไขข้อมูลกรรมการลำดับที่ %s แล้ว") % seat.rank,
        explained=[_("ใช้แก้ตำแหน่งหรือที่มาให้ถูกต้อง ถ้าเปลี่ยนคน ให้ใช้ “เปลี่ยนคน”")],
    )


def undo_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody who was recorded as having left sit again."""
    seat = find_seat(request, pk)
    if reason := why_not_undo(seat):
        return refuse(request, seat.term, reason)
    successor = Seat.objects.filter(replaces=seat).select_related("person").first()
    lines = [_("%s จะเป็นกรรมการเช่นเดิม") % seat.person]
    if successor is not None:
        lines.append(_("%s จะไม่เป็นกรรมการแทน") % successor.person)
    return ask(
        model_admin,
        request,
        row=seat.term,
        form=forms.Form(posted(request)),
        act=lambda cleaned: undo_replacement(seat=seat, by=officer(request)),
        title=_("ยกเลิกการเปลี่ยนคน: %s") % seat.person,
        button=_("ยกเลิกการเปลี่ยนคน"),
        said=_("ยกเลิกการเปลี่ยนกรรมการลำดับที่ %s แล้ว") % seat.rank,
        explained=lines,
    )
