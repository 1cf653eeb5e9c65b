"""Writing an event's sessions as they are planned: rows, appointments at desks, advisers' time. Parts of events' rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consultations.bookings import desks
from consultations.bookings.actors import By
from consultations.bookings.models import Booking
from consultations.calendar.claims import lock_of_sessions
from consultations.outreach import claims, seats
from consultations.outreach.desk_moves import seats_after
from consultations.outreach.event_refusals import EventRefused, HasPeople
from consultations.outreach.models import OutreachEvent, RegistrationSession, Session
from consultations.outreach.plans import SessionPlan, plan_of
from consultations.outreach.refusals import CapacityTooLow, sentence_of


@dataclass(frozen=True)
class Locked:
    """An event as stored, its sessions, and all appointments ever made at its desks, each by ascending id."""

    event: OutreachEvent
    sessions: list[Session]
    appointments: list[Booking]

    @property
    def open_appointments(self) -> list[Booking]:
        return [booking for booking in self.appointments if booking.is_open]

    def plans(self) -> list[SessionPlan]:
        """The sessions as they are, in their order. Reads their speakers."""
        return [plan_of(session) for session in sorted(self.sessions, key=lambda row: (row.starts_at, row.pk))]


def lock(event: OutreachEvent) -> Locked:
    """Lock an event with all that its rules may change; to be the transaction's first statement.

    Until the transaction ends nobody is seated, and no appointment comes to its desks. In the order of all rules: the
    event, its appointments, their claims. Raises EventRefused where an appointment came just now.
    """
    stored, sessions = seats.lock(event.pk)
    pks = [session.pk for session in sessions]
    appointments = desks.lock_appointments(pks)
    lock_of_sessions(pks)
    if [booking.pk for booking in appointments] != desks.appointments_at(pks):
        raise EventRefused(_("มีผู้นัดที่โต๊ะให้คำปรึกษาเข้ามาพร้อมกัน กรุณากดบันทึกอีกครั้ง"))
    return Locked(stored, sessions, appointments)


def create(event: OutreachEvent, plans: Sequence[SessionPlan], by: By) -> None:
    """Write a new event with its sessions. Raises AdvisersTaken."""
    event.state = OutreachEvent.State.PLANNED
    span(event, plans)
    write(event, by)
    _refuse_inactive(plans, {})
    claims.hold(event, changed=[_write_session(Session(event=event), plan, by) for plan in plans])


def apply(event: OutreachEvent, plans: Sequence[SessionPlan], locked: Locked, by: By) -> None:
    """Give an event these sessions and span, its appointments along with them, and hold its advisers' time.

    Sessions without a plan are removed. Raises HasPeople and AdvisersTaken.
    """
    by_pk = {session.pk: session for session in locked.sessions}
    before = {session.pk: plan_of(session) for session in locked.sessions}
    removed = [session for session in locked.sessions if session.pk not in {plan.pk for plan in plans}]
    _refuse_inactive(plans, before)
    _refuse_removing(removed, locked)
    moves = seats_after(event, before, plans, locked.appointments)
    changed = []
    for position, plan in enumerate(plans):
        session = by_pk[plan.pk] if plan.pk is not None else Session(event=event)
        former = before.get(session.pk)
        if former:
            _refuse_seats(session, former, plan, position)
        _write_session(session, plan, by)
        if former is None or takes_other_time(former, plan):
            changed.append(session)
    for booking, seat in moves:
        desks.move_appointment(booking, seat, by=by)
    span(event, plans)
    claims.hold(event, changed=changed, removed=[session.pk for session in removed])
    _remove(removed, locked)


def span(event: OutreachEvent, plans: Sequence[SessionPlan]) -> None:
    """The event lasts from its first session to its last."""
    event.starts_at = min(plan.starts_at for plan in plans)
    event.ends_at = max(plan.ends_at for plan in plans)


def write(event: OutreachEvent, by: By) -> None:
    event._history_user = by.user  # type: ignore[attr-defined]
    event.save()


def takes_other_time(former: SessionPlan, plan: SessionPlan) -> bool:
    """Whether its advisers need other quarters."""

    def taken(of: SessionPlan) -> tuple[Any, ...]:
        return of.starts_at, of.ends_at, {speaker.pk for speaker in of.speakers}

    return taken(former) != taken(plan)


# --- Sessions --------------------------------------------------------------------------------------------------------


def _write_session(session: Session, plan: SessionPlan, by: By) -> Session:
    session.kind, session.desk = plan.kind, plan.desk
    session.starts_at, session.ends_at = plan.starts_at, plan.ends_at
    session.title_th, session.title_en = plan.title_th, plan.title_en
    session.capacity = plan.capacity if plan.takes_registrations else None
    session._history_user = by.user  # type: ignore[attr-defined]
    session.save()
    session.speakers.set(plan.speakers)
    return session


def _refuse_seats(session: Session, former: SessionPlan, plan: SessionPlan, position: int) -> None:
    """Raise HasPeople where the plan has no room for those who are registered."""
    if not plan.takes_registrations:
        if former.takes_registrations and RegistrationSession.objects.filter(session=session).exists():
            raise HasPeople(_("ช่วงนี้มีผู้ลงทะเบียนแล้ว เปลี่ยนเป็นโต๊ะให้คำปรึกษาไม่ได้"), session=position)
        return
    if plan.capacity == former.capacity:
        return
    try:
        seats.resize(session, plan.capacity)
    except CapacityTooLow as refusal:
        raise HasPeople(sentence_of(refusal), session=position) from None


def _refuse_inactive(plans: Sequence[SessionPlan], before: Mapping[int, SessionPlan]) -> None:
    """Raise EventRefused for an adviser who left the team, where the session is new to them. No query."""
    for position, plan in enumerate(plans):
        former = before[plan.pk].speakers if plan.pk is not None else ()
        for speaker in plan.speakers:
            if not speaker.active and speaker not in former:
                raise EventRefused(_("%s ออกจากทีมวิทยากรแล้ว") % speaker.name, session=position)


def _refuse_removing(removed: Sequence[Session], locked: Locked) -> None:
    for session in removed:
        if RegistrationSession.objects.filter(session=session).exists():
            raise HasPeople(_("ช่วง “%s” มีผู้ลงทะเบียนแล้ว ลบไม่ได้") % session)
        at_desk = [booking for booking in locked.appointments if booking.session_id == session.pk]
        if any(booking.state != Booking.State.CANCELLED for booking in at_desk):
            raise HasPeople(_("ช่วง “%s” มีผู้นัดแล้ว ย้ายหรือยกเลิกนัดก่อนลบ") % session)


def _remove(removed: Sequence[Session], locked: Locked) -> None:
    pks = {session.pk for session in removed}
    for booking in locked.appointments:
        if booking.session_id in pks:
            desks.leave_desk(booking)
    for session in removed:
        session.delete()
