"""Where each adviser has to be, told from appointments and events alone: an independent look at what claims guard."""

import datetime as dt
from collections import defaultdict
from itertools import combinations

from consultations.bookings.models import Booking
from consultations.calendar.models import Claim
from consultations.calendar.quarters import quarters_between, quarters_in
from consultations.outreach.models import Session
from thai.dates import local_date

# An adviser, quarters from the first up to the last, exclusive, and what for.
Stay = tuple[int, int, int, str]


def stays() -> list[Stay]:
    """Appointments in advisers' own hours, sessions of planned events, and the way there and back on each day."""
    found = [
        (booking.speaker_id, *bounds(booking.starts_at, booking.ends_at), f"booking {booking.pk}")
        for booking in Booking.objects.exclude(state="cancelled").filter(session=None)
    ]
    days = defaultdict(list)
    for session in Session.objects.filter(event__state="planned").select_related("event").prefetch_related("speakers"):
        for speaker in session.speakers.all():
            found.append((speaker.pk, *bounds(session.starts_at, session.ends_at), f"session {session.pk}"))
            days[speaker.pk, session.event, local_date(session.starts_at)].append(session)
    for (speaker, event, _day), sessions in days.items():
        if length := quarters_in(event.travel_minutes):
            start = min(bounds(session.starts_at, session.ends_at)[0] for session in sessions)
            end = max(bounds(session.starts_at, session.ends_at)[1] for session in sessions)
            found.append((speaker, start - length, start, f"to event {event.pk}"))
            found.append((speaker, end, end + length, f"from event {event.pk}"))
    return found


def at_desks() -> list[Stay]:
    """Appointments at desks, which lie within the desk's own time."""
    rows = Booking.objects.exclude(state="cancelled").exclude(session=None)
    return [(row.speaker_id, *bounds(row.starts_at, row.ends_at), f"at desk {row.session_id}") for row in rows]


def bounds(starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[int, int]:
    quarters = quarters_between(starts_at, ends_at)
    return quarters.start, quarters.stop


def in_two_places() -> list[tuple[Stay, Stay]]:
    """What one adviser would have to do at once; and appointments at a desk while its adviser isn't there."""
    found = [
        (one, other)
        for rows in (stays(), at_desks())
        for one, other in combinations(rows, 2)
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ]
    desks = {(speaker, what.replace("session", "at desk")): (start, end) for speaker, start, end, what in stays()}
    for row in at_desks():
        start, end = desks.get((row[0], row[3]), (0, 0))
        if not (start <= row[1] and row[2] <= end):
            found.append((row, row))
    return found


def assert_claims_agree() -> None:
    """What is claimed is where advisers have to be, and nothing else (buffers aside)."""
    held = set(Claim.objects.exclude(kind=Claim.Kind.BUFFER).values_list("speaker", "quarter"))
    assert held == {(speaker, quarter) for speaker, start, end, _what in stays() for quarter in range(start, end)}
    at_desk = set(Claim.objects.exclude(session=None).exclude(booking=None).values_list("speaker", "quarter"))
    assert at_desk == {(speaker, quarter) for speaker, start, end, _what in at_desks() for quarter in range(start, end)}
