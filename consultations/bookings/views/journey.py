"""Booking an appointment: topic, time, who comes, check, done. Topic and time travel in the address; what visitors tell
of themselves only in bodies of POST requests, never in an address or a session.

The pages of topics and times answer POST too: then they carry what was typed along in hidden fields, and each topic or
time is a button instead of a link.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from center.places.models import Place
from center.records.cached_pages import cached_page
from center.visitors import form_guard
from committee.speakers.models import Speaker, Topic
from consultations.bookings.actors import Visitor
from consultations.bookings.addresses import moving_page, own_page, start_in_address
from consultations.bookings.bookings import book
from consultations.bookings.desks import desk_of
from consultations.bookings.forms import BOOKING_FORM, BookingForm, carried
from consultations.bookings.models import Booking
from consultations.bookings.offers import Offer, advisers_of, nearest_free_times, offers_at
from consultations.bookings.refusals import OF_A_TIME, Refused, TooManyOpen, sentence_of
from consultations.bookings.texts import day_in_words
from consultations.bookings.views.week_page import nearest_choices, week_context, with_query
from consultations.bookings.week import first_day_of, week_of
from consultations.calendar.claims import TimeTaken


@dataclass(frozen=True)
class Asked:
    """What a visitor wants: a topic, and one of its advisers or (None) any of `advisers`."""

    topic: Topic
    advisers: list[Speaker]
    adviser: Speaker | None = None

    @property
    def tried(self) -> list[Speaker]:
        return [self.adviser] if self.adviser else self.advisers

    def url(self, view: str, start: dt.datetime | None = None, first: dt.date | None = None) -> str:
        """The address of a page of the journey, at a time or for the week that a day begins."""
        arguments = [self.topic.pk, *([start] if start else [])]
        adviser = self.adviser.pk if self.adviser else None
        return with_query(reverse(f"consultations:{view}", args=arguments), adviser=adviser, **{"from": first})


@cached_page()
def topic_list(request: HttpRequest) -> HttpResponse:
    """Page 1: what about. One query."""
    context = {"topics": Topic.objects.filter(active=True), "typed": _typed(request)}
    return render(request, "consultations/bookings/topic_list.html", context)


def choose_time(request: HttpRequest, topic: int) -> HttpResponse:
    """Page 2: the free times of a week, each a link or button. Eight queries; six more for a week without any."""
    asked = _asked(request, topic)
    if not asked.topic.active and request.method != "POST":
        raise Http404
    week = week_of(asked.tried, asked.topic.minutes, first=first_day_of(request.GET.get("from", "")))
    context = week_context(
        week,
        time_url=lambda start: asked.url("who_comes", start),
        week_url=lambda first: asked.url("choose_time", first=first),
    )
    context |= {"asked": asked, "typed": _typed(request), "anybody_url": _anybody_url(asked)}
    return render(request, "consultations/bookings/choose_time.html", context)


def who_comes(request: HttpRequest, topic: int, start: dt.datetime) -> HttpResponse:
    """Pages 3 and 4: the form, and what was typed in it to check. Nothing is stored yet. At most ten queries."""
    asked = _asked(request, topic)
    offer, refusal = _offer(asked, start)
    if refusal:
        return _not_free(request, asked, start, refusal)
    if request.method != "POST":
        return _form_page(request, asked, start, BookingForm())
    if "edit" in request.POST:
        return _form_page(request, asked, start, BookingForm.again(request.POST))
    form = BookingForm(request.POST)
    return (
        _check_page(request, asked, start, form, offer) if form.is_valid() else _form_page(request, asked, start, form)
    )


def confirm(request: HttpRequest, topic: int, start: dt.datetime) -> HttpResponseBase:
    """Book. The same form sent again leads to the same appointment."""
    asked = _asked(request, topic)
    if request.method != "POST":
        return redirect(asked.url("who_comes", start))
    form = BookingForm(request.POST)
    if not form.is_valid():
        return _form_page(request, asked, start, form)
    visitor = Visitor(**form.values, language=get_language() or "th")
    if not form.may_be_sent(request, kind="booking", rows=Booking.objects):
        return _check_page(request, asked, start, form, _offer(asked, start)[0])
    try:
        booking = book(
            topic=asked.topic, starts_at=start, visitor=visitor, form_key=form.form_key, speaker=asked.adviser
        )
    except TooManyOpen as refusal:
        form.add_error(None, sentence_of(refusal))
        return _check_page(request, asked, start, form, _offer(asked, start)[0], has_others=True)
    except (Refused, TimeTaken) as refusal:
        return _not_free(request, asked, start, sentence_of(refusal))
    if not _is_the_one(booking, asked, start, visitor):
        return _booked_before(request, asked, start, booking)
    return redirect(own_page(booking))


# --- What the address says -----------------------------------------------------------------------------------------


def _asked(request: HttpRequest, topic: int) -> Asked:
    """Topic and adviser of the address; an adviser who doesn't take the topic is left out. Two queries."""
    found = Topic.objects.filter(pk=topic).first()
    if found is None:
        raise Http404
    advisers = advisers_of(found)
    wanted = request.GET.get("adviser", "")
    return Asked(found, advisers, next((adviser for adviser in advisers if str(adviser.pk) == wanted), None))


def _offer(asked: Asked, start: dt.datetime) -> tuple[Offer | None, str]:
    """The best offer for a time, or the sentence that says why there is none. Six queries."""
    answer = offers_at(start, asked.tried, asked.topic.minutes)
    if answer.offers:
        return answer.offers[0], ""
    return None, str(OF_A_TIME[answer.reason]) if answer.reason else ""


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return carried(request.POST) if request.method == "POST" else []


def _anybody_url(asked: Asked) -> str:
    """The times of all advisers, where one was asked for."""
    return Asked(asked.topic, asked.advisers).url("choose_time") if asked.adviser else ""


# --- Pages ---------------------------------------------------------------------------------------------------------


def _context(asked: Asked, start: dt.datetime) -> dict[str, Any]:
    return {
        "asked": asked,
        "start": start,
        "day": day_in_words(start.date()),
        "who_url": asked.url("who_comes", start),
        "confirm_url": asked.url("confirm_booking", start),
        "times_url": asked.url("choose_time", first=start.date()),
    }


def _form_page(request: HttpRequest, asked: Asked, start: dt.datetime, form: BookingForm) -> HttpResponse:
    context = _context(asked, start) | {"form": form}
    return render(request, "consultations/bookings/who_comes.html", context, status=422 if form.errors else 200)


def _check_page(
    request: HttpRequest,
    asked: Asked,
    start: dt.datetime,
    form: BookingForm,
    offer: Offer | None,
    *,
    has_others: bool = False,
) -> HttpResponse:
    """What was typed, to be confirmed. has_others: the phone number has open appointments that stand in the way."""
    place = Place.objects.filter(pk=offer.place).first() if offer and offer.place else None
    context = _context(asked, start) | {
        "form": form,
        "typed": _typed(request),
        "place": place,
        "desk": desk_of(offer.session) if offer else None,
        "has_others": has_others,
    }
    return render(request, "consultations/bookings/check.html", context, status=422 if form.errors else 200)


def _not_free(request: HttpRequest, asked: Asked, start: dt.datetime, sentence: str) -> HttpResponse:
    """The time can't be had: why, and the three nearest that can, with everything that was typed."""
    times = nearest_free_times(asked.tried, asked.topic.minutes, wanted=max(start, timezone.now()))
    nearest = nearest_choices(times, lambda start: asked.url("who_comes", start))
    context = _context(asked, start) | {"refusal": sentence, "nearest": nearest, "typed": _typed(request)}
    return render(request, "consultations/bookings/not_free.html", context, status=422)


def _is_the_one(booking: Booking, asked: Asked, start: dt.datetime, visitor: Visitor) -> bool:
    """Whether the appointment is what this form asked for, and not an earlier one that the same form made."""
    return (
        booking.is_open
        and (booking.topic_id, booking.starts_at) == (asked.topic.pk, start)
        and (booking.name, booking.phone) == (visitor.name, visitor.phone)
    )


def _booked_before(request: HttpRequest, asked: Asked, start: dt.datetime, booking: Booking) -> HttpResponse:
    """The form made an appointment before: it is shown, and can be moved to the time asked for, or another be made."""
    booking = Booking.objects.for_rows().get(pk=booking.pk)
    can_move = booking.is_to_come and booking.topic_id == asked.topic.pk and booking.starts_at != start
    new_token = form_guard.new_token(BOOKING_FORM)
    context = _context(asked, start) | {
        "booking": booking,
        "own_url": own_page(booking),
        "move_url": moving_page(booking),
        "to": start_in_address(start) if can_move else "",
        "typed": [*((name, value) for name, value in _typed(request) if name != "token"), ("token", new_token)],
    }
    return render(request, "consultations/bookings/booked_before.html", context)
