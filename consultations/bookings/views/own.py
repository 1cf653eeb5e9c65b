"""The visitor's own appointment behind its secret link: seen, moved, cancelled, printed, taken into a calendar.

Whoever has the link sees it, so it shows neither name nor phone; cancelling asks for the phone's last four digits. A GET
or HEAD, such as that of a link scanner, changes nothing.
"""

import datetime as dt
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from center.office.maps import map_links
from center.office.status import office_status
from center.places.models import Place
from center.visitors import secret_links
from consultations.bookings import bookings, ical, texts
from consultations.bookings.addresses import moving_page, own_link, own_page, start_in_address, start_of
from consultations.bookings.desks import desk_of
from consultations.bookings.forms import CancelForm
from consultations.bookings.models import Booking
from consultations.bookings.offers import advisers_for_moving, nearest_free_times, offers_at
from consultations.bookings.refusals import OF_A_TIME, NotNow, Refused, sentence_of
from consultations.bookings.views.calendar_file import calendar_file
from consultations.bookings.views.week_page import nearest_choices, week_context, with_query
from consultations.bookings.week import first_day_of, week_of
from consultations.calendar.claims import TimeTaken


@secret_links.secret_page
def own_booking(request: HttpRequest, token: str) -> HttpResponse:
    """Number, time, place, what to bring; and how to move, cancel, forward, print and remember it. One query."""
    return _own_page(request, _find(token))


@secret_links.secret_act
def cancel_booking(request: HttpRequest, token: str) -> HttpResponseBase:
    """Cancel with the phone's last four digits. Five wrong ones an hour, then the visitor has to wait or call."""
    booking = _find(token)
    form = CancelForm(request.POST, booking=booking)
    if form.passes():
        try:
            bookings.cancel(booking)
        except NotNow as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            return redirect(own_page(booking))
    return _own_page(request, booking, form, status=422)


def reschedule_booking(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET: the free times, or the one that was chosen, to be confirmed. POST: move there."""
    return _move(request, token) if request.method == "POST" else _choose(request, token)


@secret_links.secret_page
def booking_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment as a calendar file."""
    booking = _find(token)
    if not booking.is_open:
        raise Http404
    return calendar_file(ical.download(booking), f"booking-{booking.reference}.ics")


@secret_links.secret_page
def booking_slip(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment on paper."""
    booking = _find(token)
    context = _words(booking) | {"today": timezone.localdate(), "own_url": own_page(booking), "link": own_link(booking)}
    return render(request, "consultations/bookings/slip_print.html", context)


def _find(token: str) -> Booking:
    """One query. Raises Http404."""
    return secret_links.find(Booking.objects.for_rows(), token)


def _words(booking: Booking) -> dict[str, object]:
    return {
        "booking": booking,
        "when": texts.when(booking),
        "where": texts.where(booking),
        "told_by": _told_by(booking) if booking.state == Booking.State.WAITING else None,
    }


def _told_by(booking: Booking) -> dt.date:
    """The day by which staff say whether the adviser has time: the center's second open day after it was booked, at
    the latest the day before."""
    booked_on = timezone.localdate(booking.booked_at)
    latest = max(timezone.localdate(booking.starts_at) - dt.timedelta(days=1), booked_on)
    schedule, day, open_days = office_status().schedule, booked_on, 0
    while day < latest and open_days < 2:
        day += dt.timedelta(days=1)
        open_days += bool(schedule.hours_on(day))
    return day


def _own_page(
    request: HttpRequest, booking: Booking, form: CancelForm | None = None, *, status: int = 200
) -> HttpResponse:
    text = texts.to_forward(booking)
    token = secret_links.token_of(booking.link_key)
    context = _words(booking) | {
        "can_change": booking.is_to_come,
        "cancel_form": form or CancelForm(booking=booking),
        "maps": map_links(booking.place or office_status().center),
        "text": text,
        "line_url": f"https://line.me/R/share?text={quote(text)}",
        "link": own_link(booking),
        "urls": {
            name: reverse(f"consultations:{view}", args=[token])
            for name, view in (
                ("reschedule", "reschedule_booking"),
                ("cancel", "cancel_booking"),
                ("calendar", "booking_calendar"),
                ("slip", "booking_slip"),
            )
        },
    }
    return render(request, "consultations/bookings/own_booking.html", context, status=status)


# --- Moving --------------------------------------------------------------------------------------------------------


@secret_links.secret_page
def _choose(request: HttpRequest, token: str) -> HttpResponseBase:
    booking = _find(token)
    if not booking.is_to_come:
        return redirect(own_page(booking))
    if start := start_of(request.GET.get("to", "")):
        return _check(request, booking, start)
    speakers, here = advisers_for_moving(booking), moving_page(booking)
    week = week_of(
        speakers, booking.minutes, first=first_day_of(request.GET.get("from", "")), without_booking=booking.pk
    )
    context = week_context(
        week,
        time_url=lambda start: with_query(here, to=start_in_address(start)),
        week_url=lambda first: with_query(here, **{"from": first}),
    )
    context |= _words(booking) | {"own_url": own_page(booking), "typed": []}
    return render(request, "consultations/bookings/reschedule.html", context)


def _check(request: HttpRequest, booking: Booking, start: dt.datetime) -> HttpResponse:
    """The old time and the new one, to be confirmed; where the new one is gone, why and the nearest ones."""
    speakers = advisers_for_moving(booking)
    answer = offers_at(start, speakers, booking.minutes, without_booking=booking.pk)
    if answer.reason:
        return _refused(request, booking, start, str(OF_A_TIME[answer.reason]))
    offer = answer.offers[0]
    place = Place.objects.filter(pk=offer.place).first() if offer.place else None
    context = _words(booking) | {
        "own_url": own_page(booking),
        "here": moving_page(booking),
        "start": start,
        "day": texts.day_in_words(start.date()),
        "to": start_in_address(start),
        "adviser": offer.speaker,
        "new_where": texts.place_in_words(place, desk_of(offer.session)),
    }
    return render(request, "consultations/bookings/reschedule_check.html", context)


@secret_links.secret_act
def _move(request: HttpRequest, token: str) -> HttpResponseBase:
    booking = _find(token)
    start = start_of(request.POST.get("to", ""))
    if start is None:
        return redirect(moving_page(booking))
    try:
        bookings.reschedule(booking, starts_at=start)
    except (Refused, TimeTaken) as refusal:
        return _refused(request, booking, start, sentence_of(refusal))
    return redirect(own_page(booking))


def _refused(request: HttpRequest, booking: Booking, start: dt.datetime, sentence: str) -> HttpResponse:
    """The old time is kept: why, and the three nearest times."""
    nearest = []
    if booking.is_to_come:
        times = nearest_free_times(advisers_for_moving(booking), booking.minutes, wanted=max(start, timezone.now()))
        here = moving_page(booking)
        nearest = nearest_choices(times, lambda start: with_query(here, to=start_in_address(start)))
    context = _words(booking) | {
        "own_url": own_page(booking),
        "here": moving_page(booking),
        "refusal": sentence,
        "nearest": nearest,
    }
    return render(request, "consultations/bookings/not_moved.html", context, status=422)
