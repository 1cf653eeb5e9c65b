"""The rules of events: planning them with their sessions, publishing, moving, postponing and calling them off.

Each is one transaction with its claims, its appointments, its StateChange and its messages. Rows are locked in one order:
the event, its sessions, their appointments (each by ascending id), their claims. Moments are aware.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from center.records.changes import written
from center.records.states import log
from consultations.bookings import desks
from consultations.bookings.bookings import By
from consultations.bookings.models import Booking
from consultations.calendar.claims import lock_of_sessions
from consultations.outreach import claims
from consultations.outreach.desk_moves import seats_after
from consultations.outreach.event_refusals import AdvisersTaken, Clash, EventRefused, HasPeople, NotNow
from consultations.outreach.models import OutreachEvent, RegistrationSession, Session
from consultations.outreach.plans import SessionPlan, plan_of, refuse_impossible, refuse_strangers

__all__ = ["AdvisersTaken", "Clash", "EventRefused", "HasPeople", "NotNow", "SessionPlan", "plan_of", "save"]


def save(*, event: OutreachEvent, sessions: Sequence[SessionPlan], by: By) -> OutreachEvent:
    """Write a new event (pk None) or a changed one, with all its sessions, and hold its advisers' time.

    The event's own fields are taken as they stand in `event`, but for its state, its publication and what belongs to
    them. Networks and organizations are the caller's to save afterwards. Appointments at a desk that is moved, or whose
    adviser is replaced by one other, go with it and are told. Sessions without a plan are removed.

    Raises EventRefused for an impossible plan, HasPeople where a session to be removed has registrations or appointments,
    or appointments don't fit the desk's new time, and AdvisersTaken.
    """
    refuse_impossible(sessions)
    with transaction.atomic():
        if event._state.adding:
            return _create(event, sessions, by)
        locked, rows, appointments = lock(event)
        refuse_strangers(sessions, rows)
        _keep_ruled_fields(event, locked)
        _apply(event, sessions, rows, appointments, by)
        _write(event, by)
        written([event])
    return event


def lock(event: OutreachEvent) -> tuple[OutreachEvent, list[Session], list[Booking]]:
    """Lock an event with all that the rules may change: the event as stored, its sessions, their appointments.

    Until the transaction ends nobody is seated, and no appointment comes to its desks. Raises EventRefused where one just
    did.
    """
    stored = OutreachEvent.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    sessions = list(stored.sessions.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    pks = [session.pk for session in sessions]
    appointments = desks.lock_appointments(pks)
    lock_of_sessions(pks)
    if [booking.pk for booking in appointments] != desks.appointments_at(pks):
        raise EventRefused(_("มีผู้นัดที่โต๊ะให้คำปรึกษาเข้ามาพร้อมกัน กรุณากดบันทึกอีกครั้ง"))
    return stored, sessions, appointments


# --- Parts of the rules ----------------------------------------------------------------------------------------------


def _create(event: OutreachEvent, plans: Sequence[SessionPlan], by: By) -> OutreachEvent:
    event.state = OutreachEvent.State.PLANNED
    _span(event, plans)
    _write(event, by)
    rows = [_write_session(Session(event=event), plan, by) for plan in plans]
    claims.hold(event, changed=rows)
    log(event, by=by.user, actor=by.actor, reason=by.reason)
    written([event])
    return event


def _apply(
    event: OutreachEvent, plans: Sequence[SessionPlan], rows: Sequence[Session], appointments: Sequence[Booking], by: By
) -> None:
    """Give the event these sessions: write and remove rows, take the appointments along, and hold the advisers' time."""
    by_pk = {session.pk: session for session in rows}
    before = {session.pk: plan_of(session) for session in rows}
    removed = [session for session in rows if session.pk not in {plan.pk for plan in plans}]
    _refuse_removing(removed, appointments)
    moves = seats_after(event, before, plans, appointments)
    changed = []
    for plan in plans:
        session = by_pk[plan.pk] if plan.pk is not None else Session(event=event)
        former = before.get(session.pk)
        _write_session(session, plan, by)
        if former is None or _takes_other_time(former, plan):
            changed.append(session)
    for booking, seat in moves:
        desks.move_appointment(booking, seat, by=by)
    _span(event, plans)
    claims.hold(event, changed=changed, removed=[session.pk for session in removed])
    _remove(removed, appointments)


def _keep_ruled_fields(event: OutreachEvent, stored: OutreachEvent) -> None:
    """What a form may have read before another rule changed it."""
    for name in ("state", "published_at", "sequence", "rescheduled_from"):
        setattr(event, name, getattr(stored, name))


def _span(event: OutreachEvent, plans: Sequence[SessionPlan]) -> None:
    event.starts_at = min(plan.starts_at for plan in plans)
    event.ends_at = max(plan.ends_at for plan in plans)


def _takes_other_time(former: SessionPlan, plan: SessionPlan) -> bool:
    def taken(of: SessionPlan) -> tuple[Any, ...]:
        return of.starts_at, of.ends_at, {speaker.pk for speaker in of.speakers}

    return taken(former) != taken(plan)


def _write(event: OutreachEvent, by: By) -> None:
    event._history_user = by.user  # type: ignore[attr-defined]
    event.save()


def _write_session(session: Session, plan: SessionPlan, by: By) -> Session:
    session.kind, session.desk = plan.kind, plan.desk
    session.starts_at, session.ends_at = plan.starts_at, plan.ends_at
    session.title_th, session.title_en = plan.title_th, plan.title_en
    session.capacity = plan.capacity if plan.takes_registrations else None
    session._history_user = by.user  # type: ignore[attr-defined]
    session.save()
    session.speakers.set(plan.speakers)
    return session


def _refuse_removing(removed: Sequence[Session], appointments: Sequence[Booking]) -> None:
    for session in removed:
        if RegistrationSession.objects.filter(session=session).exists():
            raise HasPeople(_("ช่วง “%s” มีผู้ลงทะเบียนแล้ว ลบไม่ได้") % session)
        if any(
            booking.session_id == session.pk and booking.state != booking.State.CANCELLED for booking in appointments
        ):
            raise HasPeople(_("ช่วง “%s” มีผู้นัดแล้ว ย้ายหรือยกเลิกนัดก่อนลบ") % session)


def _remove(removed: Sequence[Session], appointments: Sequence[Booking]) -> None:
    pks = {session.pk for session in removed}
    for booking in appointments:
        if booking.session_id in pks:
            desks.leave_desk(booking)
    for session in removed:
        session.delete()
