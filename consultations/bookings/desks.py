"""Appointments at the desks of events: what a desk is, and how the rules of events take its appointments along.

Sessions lie a floor above; they are reached by the claims that are theirs. Of the rules: the caller has locked the event
and its sessions, and writes its claims, as one difference.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from center.places.models import Place
from committee.speakers.models import Speaker
from consultations.bookings import mail
from consultations.bookings.actors import By
from consultations.bookings.locking import lock
from consultations.bookings.models import LINK_KEPT_FOR, Booking
from consultations.calendar.models import Claim
from consultations.calendar.quarters import quarter_of
from thai.dates import BANGKOK


def desk_of(session: int | None) -> Any:
    """The session of an id with its event, where it holds an adviser's time; None for None. One query."""
    if session is None:
        return None
    claim = Claim.objects.filter(session=session).select_related("session__event").first()
    return claim and claim.session


def sessions_of(adviser: Speaker, first: dt.date, last: dt.date) -> list[Any]:
    """The sessions an adviser takes part in on the days from first to last, with their events, in order. One query."""
    days = (quarter_of(dt.datetime.combine(day, dt.time.min, BANGKOK)) for day in (first, last + dt.timedelta(days=1)))
    claims = Claim.objects.of([adviser.pk], *days).filter(kind=Claim.Kind.SERVICE).exclude(session=None)
    sessions = {claim.session_id: claim.session for claim in claims.select_related("session__event")}
    return sorted(sessions.values(), key=lambda session: session.starts_at)


@dataclass(frozen=True)
class Seat:
    """Where an appointment of a desk is to be."""

    starts_at: dt.datetime
    speaker: Speaker
    place: Place | None


def lock_appointments(sessions: Collection[int]) -> list[Booking]:
    """Lock all appointments ever made at the desks, the cancelled ones too, in ascending order of id."""
    return lock(appointments_at(sessions))


def appointments_at(sessions: Collection[int]) -> list[int]:
    """The ids of the appointments that lock_appointments() locks. One query."""
    return list(Booking.objects.filter(session__in=sessions).order_by("pk").values_list("pk", flat=True))


def move_appointment(booking: Booking, to: Seat, *, by: By) -> bool:
    """Give an open appointment the time, adviser and place its desk has now, and tell whom it concerns.

    Returns whether anything changed. Its state stays: the adviser was asked about the event.
    """
    now = Seat(booking.starts_at, booking.speaker, booking.place)
    if now == to:
        return False
    details = {"starts_at": booking.starts_at.isoformat(), "speaker": booking.speaker_id}
    former = mail.Former.of(booking)
    minutes = booking.minutes
    booking.starts_at, booking.speaker, booking.place = to.starts_at, to.speaker, to.place
    booking.ends_at = to.starts_at + dt.timedelta(minutes=minutes)
    booking.link_expires_at = booking.ends_at + LINK_KEPT_FOR
    booking.sequence += 1
    booking._history_user = by.user  # type: ignore[attr-defined]
    booking.save()
    by.log(booking, before=booking.state, details=details)
    mail.moved(booking, former=former, by_staff=True)
    return True


def leave_desk(booking: Booking) -> None:
    """Let a cancelled appointment forget its desk, which is to be removed."""
    booking.session = None
    booking.save(update_fields=["session"])
