"""The rules of events: planning them with their sessions, publishing, moving, postponing and calling them off.

Each is one transaction with its claims, its appointments, its seats, its StateChange and its messages, and begins with
planning.lock(). Whoever is still coming is told; who cancelled already hears nothing. Moments are aware.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from center.records.changes import written
from consultations.bookings import bookings
from consultations.bookings.actors import By
from consultations.outreach import claims, mail, planning, registrations
from consultations.outreach.event_refusals import NotNow
from consultations.outreach.models import OutreachEvent, Registration
from consultations.outreach.planning import Locked, lock
from consultations.outreach.plans import SessionPlan, refuse_impossible, refuse_strangers

State = OutreachEvent.State
# What the rules alone write: a form may have read it before another rule changed it.
RULED = ("state", "published_at", "sequence", "rescheduled_from")


def save(*, event: OutreachEvent, sessions: Sequence[SessionPlan], by: By) -> OutreachEvent:
    """Write a new event or a changed one with all its sessions, and hold its advisers' time.

    The event's own fields are taken as they stand in `event`, but for what other rules write (RULED). Networks and
    organizations are the caller's to save afterwards. Sessions without a plan are removed. Appointments at a desk that is
    moved, or whose adviser is replaced by one other, go with it; who is registered hears of another time or place.

    Raises EventRefused for an impossible plan, HasPeople where registrations or appointments stand in the way of it, and
    AdvisersTaken.
    """
    refuse_impossible(sessions)
    with transaction.atomic():
        if event._state.adding:
            planning.create(event, sessions, by)
            by.log(event)
        else:
            locked = lock(event)
            refuse_strangers(sessions, locked.sessions)
            for name in RULED:
                setattr(event, name, getattr(locked.event, name))
            _change(event, sessions, locked, by)
        written([event])
    return event


def move_to(event: OutreachEvent, *, starts_at: dt.datetime, by: By) -> bool:
    """Let the whole event begin at another moment, all its sessions as far apart as before; who comes is told.

    A postponed or cancelled one is planned again. Returns False where it begins then already. Raises NotNow for a moment
    that has passed, and as save() does.
    """
    with transaction.atomic():
        locked = lock(event)
        shift = starts_at - locked.event.starts_at
        if not shift and locked.event.is_planned:
            return False
        if starts_at <= timezone.now():
            raise NotNow(_("วันและเวลาใหม่ต้องยังไม่ผ่านไป"))
        plans = [plan.shifted(shift) for plan in locked.plans()]
        refuse_impossible(plans)
        _refresh(event, locked)
        if event.registration_closes_at:
            event.registration_closes_at += shift
        if not event.is_planned:
            by.move(event, State.PLANNED, notice_th="", notice_en="")
        _change(event, plans, locked, by, tell_all=True)
        written([event])
    return True


def publish(event: OutreachEvent, *, by: By) -> bool:
    """Show the event on the web from now on; the queue moves up. Returns whether anything changed."""
    with transaction.atomic():
        locked = lock(event)
        _refresh(event, locked)
        if event.is_published:
            return False
        event.published_at = timezone.now()
        planning.write(event, by)
        registrations.follow_event(event)
        written([event])
    return True


def hide(event: OutreachEvent, *, by: By) -> bool:
    """Take the event off the web: registrations and appointments stay. Returns whether anything changed."""
    with transaction.atomic():
        locked = lock(event)
        _refresh(event, locked)
        if event.published_at is None:
            return False
        event.published_at = None
        planning.write(event, by)
        written([event])
    return True


def cancel(event: OutreachEvent, *, by: By) -> bool:
    """Call the event off: its appointments are cancelled, its advisers free, and everybody who comes is told.

    by.reason stands on its page. Returns False where it was cancelled already. Raises NotNow once it is over.
    """
    return _call_off(event, State.CANCELLED, by, tell=mail.event_cancelled)


def postpone(event: OutreachEvent, *, by: By) -> bool:
    """Put the event off to a day that isn't known yet: as cancel(), but registrations wait for the new day.

    Returns False where it was postponed already. Raises NotNow once it has begun, and for a cancelled one.
    """
    return _call_off(event, State.POSTPONED, by, tell=mail.event_postponed)


def bring_back(event: OutreachEvent, *, by: By) -> bool:
    """Let a cancelled or postponed event take place at its old time after all; who comes is told, the queue moves up.

    The appointments that were cancelled with it stay so: these people were told. Returns False for one that is planned.
    Raises NotNow once it would have begun, and AdvisersTaken.
    """
    with transaction.atomic():
        locked = lock(event)
        _refresh(event, locked)
        if event.is_planned:
            return False
        if event.has_begun:
            raise NotNow(_("วันจัดเดิมผ่านไปแล้ว ให้เลื่อนกิจกรรมไปวันใหม่"))
        by.move(event, State.PLANNED, sequence=event.sequence + 1, notice_th="", notice_en="")
        claims.hold(event, changed=locked.sessions)
        _tell_all(event, mail.event_brought_back)
        registrations.follow_event(event)
        written([event])
    return True


def close_registration(event: OutreachEvent, *, by: By) -> bool:
    """Take no more registrations by web from now on. Returns whether anything changed."""
    now = timezone.now()
    return _set_closing(event, now, by, unless=lambda closes_at: closes_at is not None and closes_at <= now)


def open_registration(event: OutreachEvent, *, by: By) -> bool:
    """Take registrations until the event begins. Returns whether anything changed."""
    return _set_closing(event, None, by, unless=lambda closes_at: closes_at is None and event.takes_registrations)


# --- Parts of the rules ----------------------------------------------------------------------------------------------


def _refresh(event: OutreachEvent, locked: Locked) -> None:
    """Give the caller's instance the values of the locked row."""
    for field in event._meta.concrete_fields:
        setattr(event, field.attname, getattr(locked.event, field.attname))


def _change(
    event: OutreachEvent, plans: Sequence[SessionPlan], locked: Locked, by: By, *, tell_all: bool = False
) -> None:
    """Write the sessions and what follows. locked: as all of it was before."""
    stored = locked.event
    before = {plan.pk: plan for plan in locked.plans()}
    planning.apply(event, plans, locked, by)
    another_time = tell_all or _is_another_time(before, plans) or event.place_id != stored.place_id
    if another_time or event.name_th != stored.name_th:
        event.sequence += 1
    if event.starts_at != stored.starts_at and stored.is_published:
        first = stored.rescheduled_from or stored.starts_at
        event.rescheduled_from = None if first == event.starts_at else first
    planning.write(event, by)
    if another_time:
        by.log(event, before=stored.state, details={"starts_at": stored.starts_at.isoformat()})
        if event.is_planned and event.ends_at > timezone.now():
            _tell_all(event, lambda registration: mail.event_moved(registration, stored.starts_at))
    registrations.follow_event(event)


def _is_another_time(before: dict[int | None, SessionPlan], plans: Sequence[SessionPlan]) -> bool:
    """Whether people have to come at another time than they know of."""
    return any(
        (plan.starts_at, plan.ends_at) != (before[plan.pk].starts_at, before[plan.pk].ends_at)
        for plan in plans
        if plan.pk in before and plan.takes_registrations
    )


def _call_off(event: OutreachEvent, state: str, by: By, *, tell: Callable[[Registration], None]) -> bool:
    with transaction.atomic():
        locked = lock(event)
        _refresh(event, locked)
        if event.state == state:
            return False
        if event.ends_at <= timezone.now():
            raise NotNow(_("กิจกรรมนี้ผ่านไปแล้ว"))
        if state == State.POSTPONED and (event.has_begun or not event.is_planned):
            raise NotNow(_("เลื่อนได้เฉพาะกิจกรรมที่ยังไม่เริ่มและยังไม่ยกเลิก"))
        for booking in locked.open_appointments:
            bookings.cancel(booking, by=by)
        by.move(event, state, sequence=event.sequence + 1, notice_th=by.reason, notice_en="")
        claims.hold(event)
        if state == State.POSTPONED:
            registrations.keep_links(event)
        _tell_all(event, tell)
        written([event])
    return True


def _tell_all(event: OutreachEvent, tell: Callable[[Registration], None]) -> None:
    for registration in event.registrations.coming():
        registration.event = event
        tell(registration)


def _set_closing(
    event: OutreachEvent, closes_at: dt.datetime | None, by: By, *, unless: Callable[[dt.datetime | None], bool]
) -> bool:
    with transaction.atomic():
        _refresh(event, lock(event))
        if unless(event.registration_closes_at):
            return False
        event.registration_closes_at = closes_at
        event.takes_registrations = True
        planning.write(event, by)
        written([event])
    return True
