"""Which sessions of events a change of closures, opening hours, absences or advisers breaks.

As for appointments: those to come that fitted before the change and don't fit after it.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from center.office.models import Closure, OpeningHours
from center.office.opening_week import PlannedWeek
from center.records.breakage import Broken
from committee.speakers.models import Speaker
from consultations.bookings.breakage import fits
from consultations.calendar.models import Absence
from consultations.calendar.schedules import away_of, schedules_around
from consultations.outreach.models import Session
from thai.dates import local_date


def broken_sessions(row: object, removed: bool) -> Iterable[Broken]:
    """The sessions to come that saving a row as it is, or removing it, would break. At most four queries."""
    if isinstance(row, Closure | OpeningHours | PlannedWeek):
        sessions = _at_a_closed_center(row, removed=removed)
    elif isinstance(row, Absence) and not removed:
        sessions = _during(row)
    elif isinstance(row, Speaker) and not removed:
        sessions = _without(row)
    else:
        return
    for session in sessions:
        page = reverse("admin:consultations_outreachevent_change", args=[session.event_id])
        yield Broken(_("กิจกรรม “%s”") % session.event.name + f" · {session.title}", page, session.starts_at)


def _at_a_closed_center(row: Closure | OpeningHours | PlannedWeek, *, removed: bool) -> list[Session]:
    """Those at the center within its hours; what was planned outside of them isn't broken by them."""
    sessions = list(Session.objects.to_come().filter(event__place=None))
    if not sessions:
        return []
    days = [local_date(session.starts_at) for session in sessions]
    before, after = schedules_around(row, removed=removed, first=min(days), last=max(days))
    return [session for session in sessions if fits(session, before) and not fits(session, after)]


def _during(absence: Absence) -> list[Session]:
    """Those that the absence as it was stored didn't touch yet."""
    away = away_of(absence)
    before = [away_of(stored) for stored in Absence.objects.filter(pk=absence.pk, person=absence.person_id)]
    return [
        session
        for session in Session.objects.to_come().filter(speakers__person=absence.person_id)
        if away.overlaps(session.starts_at, session.ends_at)
        and not any(stored.overlaps(session.starts_at, session.ends_at) for stored in before)
    ]


def _without(speaker: Speaker) -> list[Session]:
    """All of an adviser who is being deactivated."""
    if speaker.active or not Speaker.objects.filter(pk=speaker.pk, active=True).exists():
        return []
    return list(Session.objects.to_come().filter(speakers=speaker))
