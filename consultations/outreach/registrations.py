"""The rules of registrations: registering, cancelling, giving seats back, passing the order, changing the capacity.

Each is one transaction that begins with seats.lock() and holds the seats, the StateChange and the messages; the clock is
read after the lock. Who is seated from the queue is told in the same transaction. Moments are aware.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from center.places.models import Tambon
from center.records.states import StateChange, log
from center.visitors.numbers import free_number
from consultations.bookings.actors import VISITOR, By
from consultations.bookings.models import Channel
from consultations.outreach import mail, seats
from consultations.outreach.models import OutreachEvent, Registration, Session
from consultations.outreach.models.registration import LINK_KEPT_FOR
from consultations.outreach.refusals import (
    AlreadyRegistered,
    NothingChosen,
    NotNow,
    NotOpen,
    PartyTooLarge,
    ReasonNeeded,
)
from thai.names import split_name

# Until then a postponed event should have a new day.
LINK_KEPT_WITHOUT_A_DAY = dt.timedelta(days=180)


@dataclass(frozen=True)
class Registrant:
    """Who comes, as typed: one for a whole party. phone: empty on a list that has none."""

    name: str
    phone: str = ""
    email: str = ""
    tambon: Tambon | None = None
    outside: str = ""
    moo: int | None = None
    language: str = "th"


def register(
    *,
    event: OutreachEvent,
    sessions: Iterable[Session],
    party_size: int,
    registrant: Registrant,
    form_key: str,
    channel: str = Channel.WEB,
    by: By = VISITOR,
) -> Registration:
    """Register a party: in each session the whole party has seats, or the last place in the queue.

    sessions: the chosen ones of those with a capacity; those without a limit come by themselves. Sending a form_key
    again gives the first registration, whatever else was sent. Visitors register while the event takes newcomers, staff
    for one that isn't published yet and until the end of its last day. Raises NotOpen, NothingChosen, PartyTooLarge, and
    AlreadyRegistered for a name with its phone number that is registered.
    """
    with transaction.atomic():
        locked_event, all_sessions = seats.lock(event.pk)
        return add(
            locked_event,
            all_sessions,
            chosen=sessions,
            party_size=party_size,
            registrant=registrant,
            form_key=form_key,
            channel=channel,
            by=by,
        )


def add(
    event: OutreachEvent,
    all_sessions: Sequence[Session],
    *,
    chosen: Iterable[Session],
    party_size: int,
    registrant: Registrant,
    form_key: str,
    channel: str,
    by: By,
) -> Registration:
    """The same in a transaction that has locked the event's seats, for several at once. event, all_sessions: of lock()."""
    if first := Registration.objects.filter(form_key=form_key).first():
        return first
    _refuse_closed(event, by)
    chosen_pks = {session.pk for session in chosen}
    with_seats = seats.with_seats(all_sessions)
    wanted = [session for session in with_seats if session.capacity is None or session.pk in chosen_pks]
    _refuse_unsuitable(event, wanted, party_size, all_sessions)
    _refuse_twice(event, registrant.name, registrant.phone)
    registration, is_new = _create(event, party_size, registrant, form_key, channel, by)
    if is_new:
        _promote(event, all_sessions)  # where an event has become public by itself in the meantime
        seats.take(registration, wanted)
        by.log(registration)
        mail.registered(registration)
    return registration


def cancel(registration: Registration, *, by: By = VISITOR) -> bool:
    """Cancel a registration: its seats are free, the queue moves up. Returns False where it was cancelled already.

    Raises NotNow for a visitor's own once the event has begun.
    """
    with transaction.atomic():
        event, sessions, registration = _locked(registration)
        if not registration.is_coming:
            return False
        _refuse_late(event, by)
        _cancel(event, sessions, registration, by)
    return True


def leave(registration: Registration, *, session: Session, by: By = VISITOR) -> bool:
    """Give back the seats of one session, or the place in its queue: the queue moves up.

    Without any session left the registration is cancelled. Returns False where it has no place in that session. Raises
    NotNow once the session has begun.
    """
    with transaction.atomic():
        event, sessions, registration = _locked(registration)
        places = {place.session_id: place for place in registration.places.all()}
        if session.pk not in places:
            return False
        _refuse_late(event, by, _fresh(session, sessions))
        if len(places) == 1:
            _cancel(event, sessions, registration, by)
            return True
        seats.give_back([places[session.pk]], sessions, registration.party_size)
        by.log(registration, before=registration.state, details={"left": session.pk})
        mail.changed(registration)
        _promote(event, sessions)
    return True


def shrink(registration: Registration, *, party_size: int, by: By = VISITOR) -> bool:
    """Fewer people of a party come: it keeps its seats and its place in the queue, the queue moves up.

    Returns False where it is as large already. Raises NotNow for a larger or an empty party, and once the event has begun.
    """
    with transaction.atomic():
        event, sessions, registration = _locked(registration)
        before = registration.party_size
        if party_size == before:
            return False
        if not registration.is_coming or not 1 <= party_size < before:
            raise NotNow
        _refuse_late(event, by)
        seats.shrink(registration.places.all(), sessions, before - party_size)
        registration.party_size = party_size
        _save(registration, by, "party_size")
        by.log(registration, before=registration.state, details={"party_size": before})
        mail.changed(registration)
        _promote(event, sessions)
    return True


def seat_now(registration: Registration, *, session: Session, by: By) -> bool:
    """Staff seat a waiting party before those ahead of it; never above the capacity, and until the end of the last day.

    Returns False where it has its seats already. Raises ReasonNeeded, NoFreeSeats, and NotNow for one without a place.
    """
    with transaction.atomic():
        event, sessions, registration = _locked(registration)
        place = registration.places.filter(session=session).first()
        if place is None or not by.is_staff or not event.is_open_to_staff:
            raise NotNow
        if not place.is_waiting:
            return False
        if not by.reason:
            raise ReasonNeeded
        fresh = _fresh(session, sessions)
        seats.seat_out_of_order(place, fresh, registration.party_size)
        by.log(registration, before=registration.state, details={"seated": session.pk})
        mail.seated(registration, [fresh])
    return True


def bring_back(registration: Registration, *, by: By) -> Registration:
    """Undo a cancellation: the party comes as a newcomer, at the end of the queue where there is one.

    Raises as register() does, and NotNow for one that isn't cancelled.
    """
    with transaction.atomic():
        event, sessions, registration = _locked(registration)
        if registration.is_coming:
            raise NotNow
        _refuse_closed(event, by)
        wanted = _sessions_before_cancelling(registration, seats.with_seats(sessions))
        _refuse_unsuitable(event, wanted, registration.party_size, sessions)
        _refuse_twice(event, registration.name, registration.phone)
        by.move(registration, Registration.State.REGISTERED)
        seats.take(registration, wanted)
        mail.brought_back(registration)
    return registration


def set_capacity(session: Session, *, capacity: int | None, by: By) -> bool:
    """Change how many people a session takes; raised, the queue moves up in the same transaction. None: no limit.

    Returns False where that is its capacity already. Raises CapacityTooLow below the seats that are taken or a party that
    waits, and NotNow for a desk.
    """
    with transaction.atomic():
        event, sessions = seats.lock(session.event_id)
        fresh = _fresh(session, sessions)
        if fresh.is_desk:
            raise NotNow
        if fresh.capacity == capacity:
            return False
        fresh._history_user = by.user  # type: ignore[attr-defined]
        seats.resize(fresh, capacity)
        session.capacity = capacity
        _promote(event, sessions)
    return True


def follow_event(event: OutreachEvent) -> None:
    """What a changed event means for its registrations: links work as long after it, everybody has a seat where a session
    without a limit was added, and the queue moves up.

    To be called in the transaction that publishes it, brings it back, moves it, or changes its sessions; the event's row
    is locked there.
    """
    with transaction.atomic():
        locked_event, sessions = seats.lock(event.pk)
        keep_links(locked_event)
        seats.let_everybody_in(locked_event, sessions)
        _promote(locked_event, sessions)


def keep_links(event: OutreachEvent) -> None:
    """Let secret links work for LINK_KEPT_FOR after the event, those of a postponed one until it should have a new day.

    Registrations that were anonymized have no link. To be called in the transaction that changes the event.
    """
    is_postponed = event.state == OutreachEvent.State.POSTPONED
    until = timezone.now() + LINK_KEPT_WITHOUT_A_DAY if is_postponed else event.ends_at + LINK_KEPT_FOR
    event.registrations.exclude(name="").update(link_expires_at=until)


# --- Parts of the rules ----------------------------------------------------------------------------------------------


def _locked(registration: Registration) -> tuple[OutreachEvent, list[Session], Registration]:
    """The event and its sessions, locked, and the registration as it is now."""
    event, sessions = seats.lock(registration.event_id)
    fresh = Registration.objects.select_related("tambon").get(pk=registration.pk)
    fresh.event = event
    return event, sessions, fresh


def _fresh(session: Session, sessions: list[Session]) -> Session:
    """The same session as it is now. Raises NotNow for one that was taken out of the event."""
    for row in sessions:
        if row.pk == session.pk:
            return row
    raise NotNow


def _refuse_closed(event: OutreachEvent, by: By) -> None:
    if not (event.is_open_to_staff if by.is_staff else event.takes_newcomers):
        raise NotOpen(event)


def _refuse_late(event: OutreachEvent, by: By, session: Session | None = None) -> None:
    """Visitors give back what is still to come. An event that was put off has no day, so its old one doesn't matter."""
    starts_at = session.starts_at if session else event.starts_at
    is_late = event.is_planned and starts_at <= timezone.now()
    if not by.is_staff and (is_late or event.state == OutreachEvent.State.CANCELLED):
        raise NotNow


def _refuse_unsuitable(
    event: OutreachEvent, wanted: list[Session], party_size: int, all_sessions: Sequence[Session]
) -> None:
    if not wanted:
        raise NothingChosen if seats.with_seats(all_sessions) else NotOpen(event)
    capacities = [session.capacity for session in wanted if session.capacity is not None]
    if capacities and party_size > min(capacities):
        raise PartyTooLarge(min(capacities))


def _refuse_twice(event: OutreachEvent, name: str, phone: str) -> None:
    """Families share a phone number, so the name counts too: without its title, spaces and letter case."""
    if not phone:
        return
    for other in event.registrations.coming().filter(phone=phone):
        if identity_of(other.name) == identity_of(name):
            raise AlreadyRegistered(other)


def identity_of(name: str) -> str:
    """By what two typed names are the same person's: นางแฉล้ม ลานใบไม้ is แฉล้ม  ลานใบไม้. Tone marks tell people apart."""
    _title, first_name, surname = split_name(name)
    return "".join(f"{first_name}{surname}".split()).casefold()


def _create(
    event: OutreachEvent, party_size: int, registrant: Registrant, form_key: str, channel: str, by: By
) -> tuple[Registration, bool]:
    """A row with a number of its own; or the row of the same form that was sent for another event at the same moment."""
    try:
        with transaction.atomic():
            registration = Registration.objects.create(
                event=event,
                party_size=party_size,
                channel=channel,
                name=registrant.name,
                phone=registrant.phone,
                email=registrant.email,
                tambon=registrant.tambon,
                moo=registrant.moo,
                outside=registrant.outside,
                language=registrant.language,
                reference=free_number(event.registrations.all(), "reference"),
                form_key=form_key,
                link_expires_at=event.ends_at + LINK_KEPT_FOR,
                registered_by=by.user,
            )
    except IntegrityError:
        if first := Registration.objects.filter(form_key=form_key).first():
            return first, False
        raise
    return registration, True


def _cancel(event: OutreachEvent, sessions: list[Session], registration: Registration, by: By) -> None:
    places = list(registration.places.all())
    seats.give_back(places, sessions, registration.party_size)
    by.move(registration, Registration.State.CANCELLED, details={"sessions": [place.session_id for place in places]})
    mail.cancelled(registration, by_staff=by.is_staff)
    _promote(event, sessions)


def _sessions_before_cancelling(registration: Registration, sessions: list[Session]) -> list[Session]:
    """The sessions it had a place in, and those without a limit."""
    change = registration.state_changes.filter(after=Registration.State.CANCELLED).first()
    had = set(change.details.get("sessions", [])) if change else set()
    return [session for session in sessions if session.capacity is None or session.pk in had]


def _promote(event: OutreachEvent, sessions: Sequence[Session]) -> None:
    """Let the queues move up; tell who was seated, and log it."""
    for registration, seated_in in seats.promote(event, sessions).items():
        registration.event = event
        log(
            registration,
            before=registration.state,
            actor=StateChange.Actor.SYSTEM,
            details={"seated": [session.pk for session in seated_in]},
        )
        mail.seated(registration, seated_in)


def _save(registration: Registration, by: By, *fields: str) -> None:
    registration._history_user = by.user  # type: ignore[attr-defined]
    registration.save(update_fields=fields)
