"""Who could take over appointments at their time."""

from collections.abc import Sequence

from django.utils import timezone

from committee.speakers.models import Speaker
from consultations.bookings.models import Booking
from consultations.calendar.free_times import intervals_on
from consultations.calendar.quarters import quarter_of, quarters_in
from consultations.calendar.schedules import calendars_of
from thai.dates import local_date


def substitutes_for(bookings: Sequence[Booking]) -> dict[int, list[Speaker]]:
    """The other advisers of each appointment's topic who are there at its time and free, by the appointment's id.

    Those who confirm at once come first, then in dictionary order. Notice and horizon don't count: staff arrange it.
    Eight queries, however many appointments.
    """
    if not bookings:
        return {}
    days = [local_date(booking.starts_at) for booking in bookings]
    topics = {booking.topic_id for booking in bookings}
    active = Speaker.objects.filter(active=True, topics__in=topics, topics__active=True).distinct()
    speakers = list(active.select_related("person").prefetch_related("topics").order_by("person__sort_key"))
    speakers.sort(key=lambda speaker: speaker.confirms != Speaker.Confirms.AT_ONCE)
    calendars = calendars_of(speakers, first=min(days), last=max(days))
    now = timezone.now()
    found: dict[int, list[Speaker]] = {}
    for booking, day in zip(bookings, days, strict=True):
        start = quarter_of(booking.starts_at)
        end = start + quarters_in(booking.minutes)
        found[booking.pk] = []
        for speaker in speakers:
            calendar = calendars[speaker.pk]
            suits = speaker.pk != booking.speaker_id and booking.topic_id in {
                topic.pk for topic in speaker.topics.all()
            }
            there = any(interval.start <= start and end <= interval.end for interval in intervals_on(calendar, day))
            busy = any(q in calendar.claimed for q in range(start, end + quarters_in(calendar.buffer_minutes)))
            if suits and there and not busy and booking.starts_at > now:
                found[booking.pk].append(speaker)
    return found
