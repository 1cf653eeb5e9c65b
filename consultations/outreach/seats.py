"""Seats of sessions and their queues: the only code that writes RegistrationSession, Session.taken and Session.last_place.

Whoever changes seats, or anything that decides who may have one, begins the transaction with lock(). The queue is
strict: newcomers never pass it, and who comes first in it waits until the whole party fits.
"""

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.outreach.models import OutreachEvent, Registration, RegistrationSession, Session
from consultations.outreach.refusals import CapacityTooLow, NoFreeSeats

Seated = dict[Registration, list[Session]]


def lock(event: int) -> tuple[OutreachEvent, list[Session]]:
    """Lock the seats of an event until the transaction ends; returns the event and its sessions as they are now.

    To be the transaction's first statement: an UPDATE, so that SQLite takes the write lock at once whatever its
    transaction mode. The event's row stands for those of all its sessions: registrations take several at once, and the
    rules of events, which cancel, hide and move them, begin with the same row. Sessions come in order of id, with
    has_queue.
    """
    OutreachEvent.objects.filter(pk=event).update(sequence=models.F("sequence"))
    sessions = Session.objects.filter(event=event).with_queue().order_by("pk")
    return OutreachEvent.objects.for_rows().get(pk=event), list(sessions)


def with_seats(sessions: Iterable[Session]) -> list[Session]:
    """The sessions that registrations are for: a desk is visited by appointment or with a number on paper."""
    return [session for session in sessions if not session.is_desk]


def take(registration: Registration, sessions: Iterable[Session]) -> None:
    """Give a newcomer's party its seats in each session, or the last place in its queue. Sessions as lock() gave them."""
    for session in sessions:
        free = session.seats_for_newcomers
        if session.capacity is None or free is None or free >= registration.party_size:
            _write(session, taken=session.taken + registration.party_size)
            place = None
        else:
            _write(session, last_place=session.last_place + 1)
            place = session.last_place
            session.has_queue = True
        RegistrationSession.objects.create(registration=registration, session=session, place_in_queue=place)


def give_back(places: Iterable[RegistrationSession], sessions: Sequence[Session], party_size: int) -> None:
    """Delete a party's places; its seats are free, but nobody is seated yet."""
    by_pk = {session.pk: session for session in sessions}
    for place in places:
        if not place.is_waiting:
            session = by_pk[place.session_id]
            _write(session, taken=session.taken - party_size)
        place.delete()


def shrink(places: Iterable[RegistrationSession], sessions: Sequence[Session], fewer: int) -> None:
    """Give back so many seats of a party in each session where it has seats; nobody is seated yet."""
    by_pk = {session.pk: session for session in sessions}
    for place in places:
        if not place.is_waiting:
            session = by_pk[place.session_id]
            _write(session, taken=session.taken - fewer)


def seat_out_of_order(place: RegistrationSession, session: Session, party_size: int) -> None:
    """Give a waiting party its seats before those ahead of it. Raises NoFreeSeats."""
    left = session.seats_left
    if left is not None and left < party_size:
        raise NoFreeSeats(left)
    _seat(place, session, party_size)


def resize(session: Session, capacity: int | None) -> None:
    """Change how many people a session takes; None: no limit. Nobody is seated yet. Raises CapacityTooLow.

    It stays as large as the largest waiting party: that one would block the queue for ever once it comes first.
    """
    if capacity is not None and capacity < (lowest := lowest_capacity(session)):
        raise CapacityTooLow(lowest)
    session.capacity = capacity
    session.save(update_fields=["capacity"])


def lowest_capacity(session: Session) -> int:
    """The smallest capacity the session can have: all who have seats, and the largest party that waits. One query."""
    waiting = RegistrationSession.objects.waiting().filter(session=session)
    largest = waiting.aggregate(largest=models.Max("registration__party_size"))["largest"]
    return max(session.taken, largest or 0, 1)


def promote(event: OutreachEvent, sessions: Sequence[Session]) -> Seated:
    """Seat who comes first in each queue as long as the party fits; returns who was seated, and in which sessions.

    Nobody is seated once the session has begun, nor while the event is hidden, cancelled or postponed. No query where
    nobody waits.
    """
    now = timezone.now()
    free = {
        session.pk: session
        for session in sessions
        if session.has_queue and session.seats_left != 0 and session.starts_at > now
    }
    seated: Seated = {}
    if not free or not (event.is_published and event.is_planned):
        return seated
    waiting = RegistrationSession.objects.waiting().filter(session__in=free).select_related("registration")
    for place in waiting:
        session = free.get(place.session_id)
        if session is None:
            continue
        left = session.seats_left
        if left is not None and left < place.registration.party_size:
            del free[session.pk]  # strict: who comes later doesn't pass
            continue
        _seat(place, session, place.registration.party_size)
        seated.setdefault(place.registration, []).append(session)
    for session in free.values():
        session.has_queue = False
    return seated


def let_everybody_in(event: OutreachEvent, sessions: Iterable[Session]) -> None:
    """Give everybody who is registered a seat in the sessions without a limit where nobody has one: they were added later."""
    new = [session for session in with_seats(sessions) if session.capacity is None and session.taken == 0]
    if new:
        for registration in event.registrations.coming():
            take(registration, new)


# --- In words --------------------------------------------------------------------------------------------------------


def positions_of(places: Iterable[RegistrationSession]) -> dict[int, int]:
    """The position in the queue of each waiting place, by the place's id: 1 + the parties ahead of it. One query."""
    waiting = {place.pk for place in places if place.is_waiting}
    if not waiting:
        return {}
    of_sessions = Session.objects.filter(places__in=waiting)
    queues = RegistrationSession.objects.waiting().filter(session__in=of_sessions).values_list("session", "pk")
    counts: dict[int, int] = {}
    positions = {}
    for session, place in queues:
        counts[session] = counts.get(session, 0) + 1
        if place in waiting:
            positions[place] = counts[session]
    return positions


def position_of(place: RegistrationSession) -> int:
    """Its position in the queue, from 1; 0 with seats. For many rows: positions_of()."""
    return positions_of([place]).get(place.pk, 0)


def place_in_words(position: int) -> str:
    """สำรองลำดับที่ 2; with position 0: that it has seats."""
    return _("สำรองลำดับที่ %d") % position if position else _("มีที่นั่งแล้ว")


# --- Parts of the rules ----------------------------------------------------------------------------------------------


def _seat(place: RegistrationSession, session: Session, party_size: int) -> None:
    _write(session, taken=session.taken + party_size)
    place.place_in_queue = None
    place.save(update_fields=["place_in_queue"])


def _write(session: Session, **values: int) -> None:
    """Counts are no history of the session: they are written past it."""
    for name, value in values.items():
        setattr(session, name, value)
    Session.objects.filter(pk=session.pk).update(**values)
