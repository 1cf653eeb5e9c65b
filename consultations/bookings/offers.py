"""Which advisers can take an appointment at a time, and when anybody can."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from center.places.models import Place
from committee.speakers.models import Speaker, Topic
from consultations.bookings.models import Booking
from consultations.calendar.free_times import Calendar, FreeTime, Reason, free_times, intervals_on, why_not
from consultations.calendar.quarters import quarter_of, quarters_in, starts_quarter
from consultations.calendar.schedules import calendars_of
from thai.dates import local_date

# What is said first where several advisers are asked and none can: the reason that leads on best.
REASONS = (
    Reason.TAKEN,
    Reason.PAST,
    Reason.NOTICE,
    Reason.TOO_FAR,
    Reason.CLOSED,
    Reason.AWAY,
    Reason.NOT_OFFERED,
)


@dataclass(frozen=True)
class Offer:
    """An adviser who can take an appointment, where (None: at the center), and the buffer after it. session: at a desk.

    keeps_hours: it lies in the adviser's hours, and the notice and the horizon are kept; always so but for staff.
    """

    speaker: Speaker
    place: int | None
    buffer_minutes: int
    keeps_hours: bool = True
    session: int | None = None


@dataclass(frozen=True)
class Answer:
    """The offers for a time, the best first; where there are none, why."""

    offers: list[Offer]
    reason: Reason | None = None


def advisers_of(topic: Topic) -> list[Speaker]:
    """The advisers one can book for a topic, none if it is put away. One query.

    Those who confirm at once come first, then in dictionary order.
    """
    active = Speaker.objects.filter(active=True, topics=topic, topics__active=True)
    speakers = active.select_related("person").order_by("person__sort_key")
    return sorted(speakers, key=lambda speaker: speaker.confirms != Speaker.Confirms.AT_ONCE)


def advisers_for_moving(booking: Booking) -> list[Speaker]:
    """Who can take an appointment that is moved: its own adviser first, then the others of its topic. One query."""
    others = [adviser for adviser in advisers_of(booking.topic) if adviser != booking.speaker]
    return [booking.speaker, *others] if booking.speaker.active else others


def offers_at(
    starts_at: dt.datetime,
    speakers: Iterable[Speaker],
    minutes: int,
    *,
    override: bool = False,
    without_booking: int | None = None,
) -> Answer:
    """The advisers among `speakers` who can take `minutes` minutes from an aware moment on, in the order given.

    override: staff book; then only absences (and, when it is inserted, claims) stand in the way, not hours, notice or
    horizon, nor that the event of a desk isn't on the web yet. without_booking: as in calendars_of. Six queries, however
    many advisers.
    """
    speakers = list(speakers)
    now, day = timezone.now(), local_date(starts_at)
    calendars = calendars_of(speakers, first=day, last=day, without_booking=without_booking, hidden_desks=override)
    offers, reasons = [], []
    for speaker in speakers:
        calendar = calendars[speaker.pk]
        if override:
            reason = _why_not_even_by_staff(calendar, minutes, starts_at, now)
            time = _time_by_rules(calendar, minutes, starts_at)
        else:
            reason = why_not(calendar, minutes=minutes, starts_at=starts_at, now=now)
            time = _free_time(calendar, minutes, starts_at, now)
        if reason is None:
            keeps_hours = not override or _keeps_hours(calendar, minutes, starts_at, now)
            buffer = 0 if time.session else calendar.buffer_minutes
            offers.append(Offer(speaker, time.place, buffer, keeps_hours, time.session))
        else:
            reasons.append(reason)
    if offers:
        return Answer(offers)
    return Answer([], min(reasons, key=REASONS.index, default=Reason.NOT_OFFERED))


def free_times_of(
    speakers: Sequence[Speaker],
    minutes: int,
    *,
    first: dt.date,
    last: dt.date,
    without_booking: int | None = None,
) -> list[FreeTime]:
    """The times from the first day to the last at which any of the advisers can be booked, in order. Six queries."""
    calendars = calendars_of(speakers, first=first, last=last, without_booking=without_booking)
    return merged_free_times(calendars.values(), minutes, first=first, last=last, now=timezone.now())


def merged_free_times(
    calendars: Iterable[Calendar], minutes: int, *, first: dt.date, last: dt.date, now: dt.datetime
) -> list[FreeTime]:
    """The times at which any of the calendars is free, each once, in order; at the first calendar's place. No query."""
    found: dict[dt.datetime, FreeTime] = {}
    for calendar in calendars:
        for time in free_times(calendar, minutes=minutes, first=first, last=last, now=now):
            found.setdefault(time.starts_at, time)
    return sorted(found.values(), key=lambda time: time.starts_at)


def nearest_free_times(
    speakers: Sequence[Speaker], minutes: int, *, wanted: dt.datetime, days: int = 14, count: int = 3
) -> list[FreeTime]:
    """The free times nearest to the wanted one, within `days` days of it, in order of time."""
    day = local_date(wanted)
    times = free_times_of(speakers, minutes, first=day - dt.timedelta(days=days), last=day + dt.timedelta(days=days))
    nearest = sorted(times, key=lambda time: (abs(time.starts_at - wanted), time.starts_at))[:count]
    return sorted(nearest, key=lambda time: time.starts_at)


def place_names(times: Iterable[FreeTime]) -> dict[int | None, str]:
    """Names of the places away from the center, and nothing for the center. One query if there are any."""
    found = {time.place for time in times if time.place is not None}
    places = Place.objects.filter(pk__in=found) if found else []
    return {None: "", **{place.pk: place.name for place in places}}


def _why_not_even_by_staff(calendar: Calendar, minutes: int, starts_at: dt.datetime, now: dt.datetime) -> Reason | None:
    day = local_date(starts_at)
    if not starts_quarter(starts_at):
        return Reason.NOT_OFFERED
    if day < local_date(now):
        return Reason.PAST
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    return Reason.AWAY if any(away.overlaps(starts_at, ends_at) for away in calendar.away) else None


def _keeps_hours(calendar: Calendar, minutes: int, starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether all of it lies in the adviser's hours, within notice and horizon; steps and claims aside."""
    day = local_date(starts_at)
    last = local_date(now) + dt.timedelta(days=calendar.furthest_days)
    if starts_at < now + calendar.notice or day > last:
        return False
    start = quarter_of(starts_at)
    end = start + quarters_in(minutes)
    return any(interval.start <= start and end <= interval.end for interval in intervals_on(calendar, day))


def _free_time(calendar: Calendar, minutes: int, starts_at: dt.datetime, now: dt.datetime) -> FreeTime:
    day = local_date(starts_at)
    times = free_times(calendar, minutes=minutes, first=day, last=day, now=now)
    return next((time for time in times if time.starts_at == starts_at), FreeTime(starts_at))


def _time_by_rules(calendar: Calendar, minutes: int, starts_at: dt.datetime) -> FreeTime:
    """Where the adviser is by their rules, whatever the notice or the steps; outside their hours at the center.

    At a desk if the appointment ends while it lasts: nothing else can be booked then.
    """
    quarter = quarter_of(starts_at)
    around = [
        interval
        for interval in intervals_on(calendar, local_date(starts_at))
        if interval.start <= quarter < interval.end
    ]
    whole = [interval for interval in around if quarter + quarters_in(minutes) <= interval.end]
    desks = [interval for interval in whole if interval.desk]
    hours = [interval for interval in [*whole, *around] if not interval.desk]
    where = next(iter([*desks, *hours]), None)
    return FreeTime(starts_at, where.place, where.session) if where else FreeTime(starts_at)
