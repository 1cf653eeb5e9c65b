"""Demonstration appointments in every state, and requests to be called back: invented people, gone by one call.

What lies ahead is booked by the rules. What lies behind, today's, and what an absence broke is written here, since the
rules refuse it.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from center.mail.messages import messages_about
from center.places.models import Tambon
from center.records.states import StateChange, log, move
from committee.speakers.models import Speaker, Topic
from consultations.bookings.actors import VISITOR, By, Visitor
from consultations.bookings.bookings import book, cancel, reschedule
from consultations.bookings.models import LINK_KEPT_FOR, Booking, CallbackRequest
from consultations.bookings.numbers import new_number
from consultations.bookings.offers import free_times_of
from consultations.bookings.outcomes import confirm
from consultations.calendar import claims
from consultations.calendar.free_times import Calendar, FreeTime, intervals_on
from consultations.calendar.quarters import moment_of, quarters_in
from consultations.calendar.schedules import calendars_of
from thai.phones import normalize_phone

FILE = Path(__file__).parent / "demo_data" / "bookings.toml"
# Begins the source_key of demonstration rows, and the form_key of requests to be called back.
MARK = "demo:"
AHEAD = dt.timedelta(days=45)
BACK = 60
Entry = dict[str, Any]


def load() -> int:
    """Add the appointments and callbacks that are missing; returns how many rows.

    An appointment is left out where its adviser or topic is missing or has no such time.
    """
    with open(FILE, "rb") as file:
        data = tomllib.load(file)
    with transaction.atomic():
        added = sum(_booking(entry) for entry in data["booking"])
        return added + sum(_callback(entry) for entry in data["callback"])


def remove() -> int:
    """Take away the appointments and callbacks; returns how many.

    Also what somebody trying the demonstration booked with its advisers, since these go too, and the messages about it.
    """
    bookings = Booking.objects.filter(Q(source_key__startswith=MARK) | Q(speaker__source_key__startswith=MARK))
    callbacks = CallbackRequest.objects.filter(Q(form_key__startswith=MARK) | Q(booking__in=bookings))
    with transaction.atomic():
        count = callbacks.count() + bookings.count()
        callbacks.delete()
        for booking in bookings:
            messages_about(booking).delete()
        claims.free(*(booking.pk for booking in bookings))
        bookings.delete()
    return count


def _booking(entry: Entry) -> int:
    key = MARK + entry["key"]
    speaker = Speaker.objects.filter(source_key=MARK + entry["adviser"], active=True).first()
    topic = Topic.objects.filter(source_key=MARK + entry["topic"], active=True).first()
    if speaker is None or topic is None or Booking.objects.filter(source_key=key).exists():
        return 0
    by_rules = "free" in entry["when"]
    times = _free(speaker, topic) if by_rules else list(_other_times(entry["when"], speaker, topic))
    wanted = next(iter(entry["when"].values()))
    if len(times) <= wanted:
        return 0
    if by_rules:
        booking = _booked(entry, speaker, topic, times[wanted], times[-1])
    else:
        booking = _written(entry, speaker, topic, times[wanted])
    booking.source_key = key
    booking.save(update_fields=["source_key"])
    return 1


def _free(speaker: Speaker, topic: Topic) -> list[FreeTime]:
    today = timezone.localdate()
    return free_times_of([speaker], topic.minutes, first=today, last=today + AHEAD)


def _other_times(when: Entry, speaker: Speaker, topic: Topic) -> Iterator[FreeTime]:
    """The times an entry counts: the first of each of the adviser's days, back from yesterday; today's; those of absences."""
    today = timezone.localdate()
    first, last = today - dt.timedelta(days=BACK), today + AHEAD
    calendar = calendars_of([speaker], first=first, last=last)[speaker.pk]
    if "back" in when:
        for days in range(1, BACK):
            yield from _starts(calendar, today - dt.timedelta(days=days), topic)[:1]
    elif "today" in when:
        yield from _starts(calendar, today, topic)
    else:
        for away in calendar.away:
            for offset in range((away.last - away.first).days + 1):
                day = away.first + dt.timedelta(days=offset)
                yield from _starts(calendar, day, topic, ignore_absence=True) if day > today else []


def _starts(calendar: Calendar, day: dt.date, topic: Topic, *, ignore_absence: bool = False) -> list[FreeTime]:
    """Times of a day, one after another with their buffers, that nobody has claimed; past ones too."""
    length = quarters_in(topic.minutes)
    step = length + quarters_in(calendar.buffer_minutes)
    return [
        FreeTime(moment_of(start), interval.place)
        for interval in intervals_on(calendar, day, ignore_absence=ignore_absence)
        if interval.desk is None
        for start in range(interval.start, interval.end - length + 1, step)
        if not any(quarter in calendar.claimed for quarter in range(start, start + step))
    ]


def _booked(entry: Entry, speaker: Speaker, topic: Topic, time: FreeTime, later: FreeTime) -> Booking:
    became = entry.get("became", "")
    booking = book(
        topic=topic,
        speaker=speaker,
        starts_at=time.starts_at,
        visitor=_visitor(entry),
        channel=entry["channel"],
        form_key=MARK + entry["key"],
    )
    if became == "confirmed":
        confirm(booking, by=By(actor=StateChange.Actor.STAFF))
    elif became == "moved":
        reschedule(booking, starts_at=later.starts_at, speaker=speaker)
    elif became:
        staff = By(actor=StateChange.Actor.STAFF, reason=entry.get("reason", ""))
        cancel(booking, by=staff if became == "cancelled by staff" else VISITOR)
    return Booking.objects.get(pk=booking.pk)


def _written(entry: Entry, speaker: Speaker, topic: Topic, time: FreeTime) -> Booking:
    ends_at = time.starts_at + dt.timedelta(minutes=topic.minutes)
    booking = Booking.objects.create(
        topic=topic,
        speaker=speaker,
        place_id=time.place,
        starts_at=time.starts_at,
        ends_at=ends_at,
        state=entry["became"],
        channel=entry["channel"],
        reference=new_number(),
        form_key=MARK + entry["key"],
        link_expires_at=ends_at + LINK_KEPT_FOR,
        booked_at=min(timezone.now(), time.starts_at) - dt.timedelta(days=3),
        **vars(_visitor(entry)),
    )
    quarters = claims.wanted_for(
        booking.pk, speaker=speaker.pk, starts_at=time.starts_at, ends_at=ends_at, buffer_minutes=0
    )
    claims.take(quarters)
    log(booking, actor=StateChange.Actor.VISITOR)
    return booking


def _visitor(entry: Entry) -> Visitor:
    return Visitor(
        name=entry["name"],
        phone=normalize_phone(entry["phone"]),
        tambon=_tambon(entry),
        outside=entry.get("outside", ""),
        question=entry.get("question", ""),
        language=entry.get("language", "th"),
    )


def _tambon(entry: Entry) -> Tambon | None:
    return Tambon.objects.filter(code=entry.get("tambon")).first()


def _callback(entry: Entry) -> int:
    key = MARK + entry["key"]
    if CallbackRequest.objects.filter(form_key=key).exists():
        return 0
    callback = CallbackRequest.objects.create(
        topic=Topic.objects.filter(source_key=MARK + entry.get("topic", "-")).first(),
        name=entry["name"],
        phone=normalize_phone(entry["phone"]),
        tambon=_tambon(entry),
        when=entry.get("when", ""),
        question=entry.get("question", ""),
        form_key=key,
    )
    log(callback, actor=StateChange.Actor.VISITOR)
    if "became" in entry:
        booking = Booking.objects.filter(source_key=MARK + entry.get("booking", "-")).first()
        move(callback, entry["became"], booking=booking)
    return 1
