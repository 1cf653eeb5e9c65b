"""What staff do with an appointment. Buttons are POSTs; what asks for something first is a page of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from center.people.models import Person
from center.staff.officer import officer
from center.staff.row_page import ask, button, done, number_in, posted, refuse, report, show
from committee.speakers.models import Speaker
from consultations.bookings import texts
from consultations.bookings.actors import staff
from consultations.bookings.admin import times
from consultations.bookings.admin.forms import CancelForm, HandOverForm, PointForm, SwapForm
from consultations.bookings.admin.page import CHANGE, REFUSALS, find_booking
from consultations.bookings.bookings import bring_back, cancel, reschedule, swap
from consultations.bookings.models import Booking
from consultations.bookings.offers import advisers_of
from consultations.bookings.outcomes import confirm, mark, point_at
from thai.dates import local_date

State = Booking.State


def possible_with(booking: Booking) -> dict[str, bool]:
    """Which buttons an appointment has now, by its state and time."""
    now = timezone.now()
    begun, of_today = booking.starts_at <= now, local_date(booking.starts_at) <= local_date(now)
    not_cancelled = booking.state != State.CANCELLED
    return {
        "may_confirm": booking.state == State.WAITING,
        "may_move": booking.is_open,
        "may_cancel": booking.is_open,
        "may_serve": not_cancelled and of_today and booking.state != State.SERVED,
        "may_miss": not_cancelled and begun and booking.state != State.NO_SHOW,
        "may_unmark": booking.state in (State.SERVED, State.NO_SHOW),
        "may_bring_back": not not_cancelled and not begun,
    }


# --- Buttons ---------------------------------------------------------------------------------------------------------


@button
def _button(
    model_admin: ModelAdmin, request: HttpRequest, pk: int, rule: Callable[[Booking], object], said: str
) -> HttpResponse:
    booking = find_booking(request, pk, CHANGE)
    return REFUSALS.do(model_admin, request, booking, lambda: rule(booking), said)


def confirm_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The adviser said yes."""
    by = staff(officer(request))
    return _button(model_admin, request, pk, lambda booking: confirm(booking, by=by), _("ยืนยันแล้ว"))


def served_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(model_admin, request, pk, State.SERVED, _("มาแล้ว"))


def no_show_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(model_admin, request, pk, State.NO_SHOW, _("ไม่มาตามนัด"))


def unmark_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(model_admin, request, pk, State.BOOKED, _("กลับเป็นยืนยันแล้ว"))


@button
def _mark(model_admin: ModelAdmin, request: HttpRequest, pk: int, state: str, said: str) -> HttpResponse:
    booking = find_booking(request, pk, CHANGE)
    user = officer(request)
    return REFUSALS.do_or_ask(
        model_admin, request, booking, lambda reason: mark(booking, state, by=staff(user, reason)), said
    )


def bring_back_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a cancellation while the time is free; else it is said what has it now."""
    by = staff(officer(request))
    return _button(model_admin, request, pk, lambda booking: bring_back(booking, by=by), _("นัดกลับมาเหมือนเดิมแล้ว"))


def give_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it over to the adviser the button names, at the same time."""
    by, named = staff(officer(request)), request.POST.get("speaker", "")
    number = number_in(named)

    def rule(booking: Booking) -> Booking:
        speaker = get_object_or_404(Speaker, pk=number)
        return reschedule(booking, starts_at=booking.starts_at, speaker=speaker, by=by)

    return _button(model_admin, request, pk, rule, _("ให้คนอื่นรับแทนแล้ว"))


def same_person_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Point at the person with the same phone number whom the button names."""
    by, named = staff(officer(request)), request.POST.get("person", "")
    number = number_in(named)

    def rule(booking: Booking) -> Booking:
        person = get_object_or_404(Person, pk=number, phone=booking.phone)
        return point_at(booking, person=person, producer=booking.producer, group=booking.group, by=by)

    return _button(model_admin, request, pk, rule, _("ผูกกับทะเบียนแล้ว"))


# --- Pages -----------------------------------------------------------------------------------------------------------


def move_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, with its adviser if free then, else any of its topic. ?day= shows all times of a day."""
    booking = find_booking(request, pk, CHANGE)
    if not booking.is_open:
        return refuse(request, booking, _("เลื่อนได้เฉพาะนัดที่ยังเปิดอยู่"))
    form = times.TimeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        by = staff(officer(request), form.cleaned_data["reason"])
        try:
            reschedule(booking, starts_at=form.cleaned_data["starts_at"], by=by)
        except REFUSALS.errors as refusal:
            report(form, REFUSALS.at_the_field(refusal, "other_time" if form.cleaned_data["other_time"] else "time"))
        else:
            booking.refresh_from_db()
            return done(model_admin, request, booking, _("เลื่อนแล้ว เป็น%s") % texts.when(booking))
    speakers = [booking.speaker, *(other for other in advisers_of(booking.topic) if other != booking.speaker)]
    speakers = [speaker for speaker in speakers if speaker.active]
    day = times.typed_day(request.GET.get("day", ""))
    if day:
        offered = times.on_day(speakers, booking.minutes, day, without_booking=booking.pk)
    else:
        offered = times.soonest(speakers, booking.minutes, without_booking=booking.pk)
    return show(
        model_admin,
        request,
        "admin/consultations/booking/move.html",
        row=booking,
        title=_("เลื่อนนัด: %s") % booking,
        booking=booking,
        when=texts.when(booking),
        form=form,
        forms=[form],
        choices=times.choices_of(
            [time for time in offered if time.starts_at != booking.starts_at], form["time"].value()
        ),
        day=day,
        legend=times.heading_of(day),
        typed_day=request.GET.get("day", "")[:40],
    )


def hand_over_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Another adviser at the same time."""
    booking = find_booking(request, pk, CHANGE)
    if not booking.is_open:
        return refuse(request, booking, _("ให้คนอื่นรับแทนได้เฉพาะนัดที่ยังเปิดอยู่"))

    def rule(cleaned: dict[str, Any]) -> object:
        by = staff(officer(request), cleaned["reason"])
        return reschedule(booking, starts_at=booking.starts_at, speaker=cleaned["speaker"], by=by)

    return ask(
        model_admin,
        request,
        row=booking,
        form=HandOverForm(posted(request), booking=booking),
        act=REFUSALS.refused_at("speaker", rule),
        title=_("ให้คนอื่นรับแทน: %s") % booking,
        button=_("ให้รับแทน"),
        said=_("ให้คนอื่นรับแทนแล้ว"),
        explained=[f"{texts.when(booking)} · {booking.topic.name} · {booking.speaker}"],
    )


def swap_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Two appointments change places at once: as two moves each would find the other in its way."""
    booking = find_booking(request, pk, CHANGE)
    if not booking.is_open:
        return refuse(request, booking, _("สลับได้เฉพาะนัดที่ยังเปิดอยู่"))

    def rule(cleaned: dict[str, Any]) -> None:
        swap(booking, cleaned["other"], by=staff(officer(request), cleaned["reason"]))

    return ask(
        model_admin,
        request,
        row=booking,
        form=SwapForm(posted(request), booking=booking),
        act=REFUSALS.refused_at("other", rule),
        title=_("สลับนัด: %s") % booking,
        button=_("สลับเวลาและผู้ให้คำปรึกษา"),
        said=_("สลับนัดแล้ว"),
        explained=[f"{texts.when(booking)} · {booking.topic.name} · {booking.speaker}"],
    )


def cancel_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel with a reason; the time is free at once, and it can be undone while it is."""
    booking = find_booking(request, pk, CHANGE)
    if not booking.is_open:
        return refuse(request, booking, _("ยกเลิกได้เฉพาะนัดที่ยังเปิดอยู่"))
    return ask(
        model_admin,
        request,
        row=booking,
        form=CancelForm(posted(request)),
        act=REFUSALS.refused_at(
            "reason", lambda cleaned: cancel(booking, by=staff(officer(request), cleaned["reason"]))
        ),
        title=_("ยกเลิกนัด: %s") % booking,
        button=_("ยกเลิกนัด"),
        said=_("ยกเลิกนัดแล้ว ถ้ากดผิด กดเอานัดกลับมา ได้จนกว่าเวลานี้จะมีผู้จองใหม่"),
        explained=[f"{texts.when(booking)} · {booking.topic.name} · {booking.name}"],
    )


def point_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Whom of the registers it is about; what the visitor typed stays."""
    booking = find_booking(request, pk, CHANGE)
    now = {"person": booking.person_id, "producer": booking.producer_id, "group": booking.group_id}
    return ask(
        model_admin,
        request,
        row=booking,
        form=PointForm(posted(request), initial=now),
        act=lambda cleaned: point_at(booking, by=staff(officer(request)), **cleaned),
        title=_("ผูกกับทะเบียน: %s") % booking,
        button=_("บันทึก"),
        said=_("ผูกกับทะเบียนแล้ว"),
        explained=[_("ชื่อและเบอร์ที่ผู้นัดให้ไว้ไม่เปลี่ยน: %s") % booking.name],
    )


PAGES: dict[str, Callable[..., HttpResponse]] = {
    "confirm": confirm_act,
    "served": served_act,
    "no_show": no_show_act,
    "unmark": unmark_act,
    "bring_back": bring_back_act,
    "give": give_act,
    "same_person": same_person_act,
    "move": move_page,
    "hand_over": hand_over_page,
    "swap": swap_page,
    "cancel": cancel_page,
    "point": point_page,
}
