"""What staff do with an event. Buttons are POSTs; what asks for something first is a page of its own."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from center.staff.officer import officer
from center.staff.row_page import ask, button, posted, refuse
from committee.terms.forms import line
from consultations.bookings.actors import staff
from consultations.bookings.models import Booking
from consultations.outreach import events, texts
from consultations.outreach.admin.page import CHANGE, REFUSALS, find_event
from consultations.outreach.admin.sessions import MOST_SEATS
from consultations.outreach.models import OutreachEvent
from consultations.outreach.registrations import set_capacity
from thai.dates import BANGKOK
from thai.django.forms import ThaiDateField, ThaiIntegerField, ThaiTimeField

State = OutreachEvent.State


class NoticeForm(forms.Form):
    reason = line(
        gettext_lazy("ข้อความแจ้งบนเว็บ"), most=300, help_text=gettext_lazy("เช่น ฝนตกหนัก วิทยากรติดราชการ ทุกคนเห็นข้อความนี้")
    )


class MoveForm(forms.Form):
    """When the first session begins; the others keep their distance to it."""

    date = ThaiDateField(label=gettext_lazy("วันที่ใหม่"))
    starts = ThaiTimeField(label=gettext_lazy("เวลาเริ่ม"))
    reason = line(gettext_lazy("เหตุที่เลื่อน (ถ้ามี)"), most=200, required=False)


class CapacityForm(forms.Form):
    capacity = ThaiIntegerField(
        label=gettext_lazy("รับกี่คน"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("ว่างไว้ = ไม่จำกัด"),
    )


def possible_with(event: OutreachEvent) -> dict[str, bool]:
    """Which buttons an event has now, by its state and time."""
    now = timezone.now()
    planned, ended, begun = event.is_planned, event.has_ended, event.has_begun
    closes_at = event.registration_closes_at
    is_open = event.takes_registrations and (closes_at is None or closes_at > now)
    return {
        "may_show": planned and not event.is_published,
        "may_take_off": event.published_at is not None,
        "may_move": not (planned and ended),
        "may_postpone": planned and not begun,
        "may_cancel": event.state != State.CANCELLED and not ended,
        "may_bring_back": not planned and not begun,
        "may_close": planned and is_open and not begun,
        "may_open": planned and not is_open and not begun,
        "may_register": event.is_open_to_staff,
        "may_report": planned and begun,
    }


# --- Buttons ---------------------------------------------------------------------------------------------------------


@button
def _button(
    model_admin: ModelAdmin, request: HttpRequest, pk: int, rule: Callable[[OutreachEvent], object], said: str
) -> HttpResponse:
    event = find_event(request, pk, CHANGE)
    return REFUSALS.do(model_admin, request, event, lambda: rule(event), said)


def publish_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    by = staff(officer(request))
    return _button(model_admin, request, pk, lambda event: events.publish(event, by=by), _("เผยแพร่แล้ว"))


def hide_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    by = staff(officer(request))
    return _button(model_admin, request, pk, lambda event: events.hide(event, by=by), _("ไม่แสดงบนเว็บแล้ว"))


def close_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    by, said = staff(officer(request)), _("ปิดรับลงทะเบียนทางเว็บแล้ว")
    return _button(model_admin, request, pk, lambda event: events.close_registration(event, by=by), said)


def open_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    by, said = staff(officer(request)), _("เปิดรับลงทะเบียนทางเว็บแล้ว")
    return _button(model_admin, request, pk, lambda event: events.open_registration(event, by=by), said)


def bring_back_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """As it was before it was called off or put off, while its advisers are free; everybody is told."""
    by, said = staff(officer(request)), _("กิจกรรมกลับมาตามกำหนดเดิมแล้ว แจ้งผู้ลงทะเบียนให้แล้ว")
    return _button(model_admin, request, pk, lambda event: events.bring_back(event, by=by), said)


# --- Pages -----------------------------------------------------------------------------------------------------------


def cancel_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Called off in one act, appointments at its desks too; it says before who will be told."""
    event = find_event(request, pk, CHANGE)
    if not possible_with(event)["may_cancel"]:
        return refuse(request, event, _("ยกเลิกได้เฉพาะกิจกรรมที่ยังไม่จบ"))
    return _ask_notice(
        model_admin,
        request,
        event,
        rule=events.cancel,
        title=_("ยกเลิกกิจกรรม: %s") % event,
        button=_("ยกเลิกกิจกรรม"),
        said=_("ยกเลิกกิจกรรมแล้ว คนที่ต้องโทรแจ้งอยู่ที่ “ต้องโทร” ในหน้างานวันนี้"),
    )


def postpone_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Put off without a new day: registrations stay, appointments at its desks are cancelled."""
    event = find_event(request, pk, CHANGE)
    if not possible_with(event)["may_postpone"]:
        return refuse(request, event, _("เลื่อนได้เฉพาะกิจกรรมที่ยังไม่เริ่ม"))
    return _ask_notice(
        model_admin,
        request,
        event,
        rule=events.postpone,
        title=_("เลื่อนไปก่อน ยังไม่มีวันใหม่: %s") % event,
        button=pgettext("act", "เลื่อนไปก่อน"),
        said=_("เลื่อนไปก่อนแล้ว เมื่อมีวันใหม่ กดกำหนดวันใหม่"),
    )


def _ask_notice(
    model_admin: ModelAdmin, request: HttpRequest, event: OutreachEvent, *, rule: Callable[..., object], **words: Any
) -> HttpResponse:
    return ask(
        model_admin,
        request,
        row=event,
        form=NoticeForm(posted(request)),
        act=REFUSALS.refused_at("reason", lambda cleaned: rule(event, by=staff(officer(request), cleaned["reason"]))),
        explained=[texts.when(event), who_will_be_told(event)],
        **words,
    )


def move_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All sessions move by as much, appointments at the desks with them; everybody is told."""
    event = find_event(request, pk, CHANGE)
    if not possible_with(event)["may_move"]:
        return refuse(request, event, _("กำหนดวันใหม่ได้เฉพาะกิจกรรมที่ยังไม่จบ"))

    def rule(cleaned: dict[str, Any]) -> object:
        starts_at = dt.datetime.combine(cleaned["date"], cleaned["starts"], BANGKOK)
        return events.move_to(event, starts_at=starts_at, by=staff(officer(request), cleaned["reason"]))

    return ask(
        model_admin,
        request,
        row=event,
        form=MoveForm(posted(request), initial={"starts": event.starts_at.astimezone(BANGKOK).time()}),
        act=REFUSALS.refused_at("date", rule),
        title=_("กำหนดวันใหม่: %s") % event,
        button=_("เลื่อนกิจกรรม"),
        said=_("เลื่อนกิจกรรมแล้ว คนที่ต้องโทรแจ้งอยู่ที่ “ต้องโทร” ในหน้างานวันนี้"),
        explained=[_("ตอนนี้ %s") % texts.when(event), who_will_be_told(event)],
    )


def capacity_page(model_admin: ModelAdmin, request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """How many a session takes: below those who have a seat or wait it is refused with the figure."""
    event = find_event(request, pk, CHANGE)
    row = next((row for row in event.sessions.all() if row.pk == session and not row.is_desk), None)
    if row is None:
        raise Http404
    taken = ngettext("มีผู้ได้ที่นั่งแล้ว %d คน", "มีผู้ได้ที่นั่งแล้ว %d คน", row.taken) % row.taken
    return ask(
        model_admin,
        request,
        row=event,
        form=CapacityForm(posted(request), initial={"capacity": row.capacity}),
        act=REFUSALS.refused_at(
            "capacity",
            lambda cleaned: set_capacity(row, capacity=cleaned["capacity"], by=staff(officer(request))),
        ),
        title=_("จำนวนที่รับ: %s") % row,
        button=_("บันทึก"),
        said=_("เปลี่ยนจำนวนที่รับแล้ว"),
        explained=[taken, _("เพิ่มจำนวนแล้ว ผู้ที่รอได้ที่นั่งตามลำดับทันที และระบบแจ้งให้")],
    )


def who_will_be_told(event: OutreachEvent) -> str:
    """How many hear of a change, by mail and by a call of ours, in one sentence. Three queries."""
    coming = event.registrations.coming()
    by_mail, everybody = coming.exclude(email="").count(), coming.count()
    at_desks = Booking.objects.open().filter(session__event=event).count()
    if not everybody and not at_desks:
        return _("ยังไม่มีผู้ลงทะเบียนหรือนัดไว้ จึงไม่ต้องแจ้งใคร")
    values = {"people": everybody, "mail": by_mail, "calls": everybody - by_mail, "desks": at_desks}
    said = _("ระบบจะแจ้งผู้ลงทะเบียน %(people)d ราย (อีเมล %(mail)d ต้องโทร %(calls)d)") % values
    of_desks = _("และผู้นัดที่โต๊ะให้คำปรึกษา %(desks)d ราย") % values
    return f"{said} {of_desks}" if at_desks else said


def sessions_of(event: OutreachEvent) -> list[dict[str, Any]]:
    """The programme with its figures: seats taken, and `waiting`, the people of the parties that wait. Two queries."""
    waiting = Sum("places__registration__party_size", filter=Q(places__place_in_queue__isnull=False))
    open_ones = Booking.objects.open().filter(session=OuterRef("pk")).order_by().values("session")
    appointments = Subquery(open_ones.annotate(count=Count("pk")).values("count"))
    rows = event.sessions.with_speakers().annotate(waiting=waiting, appointments=appointments)
    return [
        {
            "session": session,
            "times": texts.session_times(session),
            "advisers": ", ".join(str(speaker) for speaker in session.speakers.all()),
            "desk": session.get_desk_display() if session.is_desk else "",
        }
        for session in rows
    ]


PAGES: dict[str, Callable[..., HttpResponse]] = {
    "publish": publish_act,
    "hide": hide_act,
    "close": close_act,
    "open": open_act,
    "bring_back": bring_back_act,
    "cancel": cancel_page,
    "postpone": postpone_page,
    "move": move_page,
}
BUTTONS = ("publish", "hide", "close", "open", "bring_back")
