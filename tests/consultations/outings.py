"""Rows that tests of events begin with: a session as typed, an event with its sessions, an officer who acts."""

import datetime as dt

from django.utils import timezone

from committee.speakers.models import Speaker
from consultations.bookings.actors import By, staff
from consultations.outreach import events
from consultations.outreach.models import OutreachEvent, Session
from consultations.outreach.plans import SessionPlan
from tests.consultations.appointments import at


def plan(start: int | dt.datetime = 13, hours: float = 2, *speakers: Speaker, **fields) -> SessionPlan:
    """A talk a week ahead of NOW, from an hour of the day (or a moment) on."""
    starts_at = at(start) if isinstance(start, int) else start
    given = {"kind": Session.Kind.TALK, "ends_at": starts_at + dt.timedelta(hours=hours), **fields}
    return SessionPlan(starts_at=starts_at, speakers=speakers, **given)


def desk(start: int | dt.datetime, hours: float, *speakers: Speaker, **fields) -> SessionPlan:
    """A consultation desk with appointments."""
    return plan(start, hours, *speakers, **{"kind": Session.Kind.DESK, "desk": Session.Desk.APPOINTMENTS, **fields})


def make_event(*plans: SessionPlan, by: By | None = None, published: bool = True, **fields) -> OutreachEvent:
    """An event made by the rules, on the web unless it is said otherwise; with one session for thirty people by default."""
    given = {"name_th": "อบรมทำไข่เค็ม", "published_at": timezone.now() if published else None, **fields}
    return events.save(event=OutreachEvent(**given), sessions=plans or [plan(capacity=30)], by=by or officer())


def officer(reason: str = "") -> By:
    """Staff who act, with no account of their own."""
    return staff(None, reason)  # type: ignore[arg-type]
