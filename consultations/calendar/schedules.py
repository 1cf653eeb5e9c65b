"""Reading what free times are computed from: settings, rules, absences, closures and claims of many advisers at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from center.office.models import Closure, OpeningHours
from center.office.opening import DaysOff, Hours, Schedule
from committee.speakers.models import Speaker
from consultations.calendar.free_times import Away, Calendar, Part, Rule
from consultations.calendar.models import Absence, Availability, CalendarSettings, Claim
from consultations.calendar.quarters import quarter_of
from thai.dates import BANGKOK


def calendars_of(
    speakers: Iterable[Speaker], *, first: dt.date, last: dt.date, without_booking: int | None = None
) -> dict[int, Calendar]:
    """The calendars of advisers for the days from first to last, by the adviser's id. Six queries, however many.

    without_booking: the id of a booking whose own claims don't count, since it is to be moved.
    """
    people = {speaker.pk: speaker.person_id for speaker in speakers}
    schedule = center_schedule(first, last)
    settings = {row.speaker_id: row for row in CalendarSettings.objects.filter(speaker__in=people)}
    rules: dict[int, list[Rule]] = defaultdict(list)
    for row in Availability.objects.filter(speaker__in=people):
        rules[row.speaker_id].append(
            Rule(row.starts, row.ends, row.weekday, row.date, row.valid_from, row.valid_until, row.place_id)
        )
    away: dict[int, list[Away]] = defaultdict(list)
    for absence in Absence.objects.between(first, last).filter(person__in=people.values()):
        away[absence.person_id].append(away_of(absence))
    claimed: dict[int, set[int]] = defaultdict(set)
    # A day more on both sides: a claim may reach over midnight, and starts follow the end of a claim before.
    claims = Claim.objects.of(list(people), _quarter(first, -1), _quarter(last, 2))
    if without_booking is not None:
        claims = claims.exclude(booking=without_booking)
    for speaker, quarter in claims.values_list("speaker_id", "quarter"):
        claimed[speaker].add(quarter)
    calendars = {}
    for pk, person in people.items():
        of_speaker = settings.get(pk) or CalendarSettings()
        calendars[pk] = Calendar(
            rules=rules[pk],
            schedule=schedule,
            away=away[person],
            claimed=claimed[pk],
            buffer_minutes=of_speaker.buffer_minutes,
            notice=dt.timedelta(hours=of_speaker.notice_hours),
            furthest_days=of_speaker.furthest_days,
        )
    return calendars


def center_schedule(first: dt.date, last: dt.date) -> Schedule:
    """The center's opening hours, and its closures that touch the days. Two queries."""
    return schedule_of(OpeningHours.objects.all(), Closure.objects.between(first, last))


def schedule_of(hours: Iterable[OpeningHours], closures: Iterable[Closure]) -> Schedule:
    """The schedule of rows, saved or not. No query of its own."""
    return Schedule(
        [Hours(row.weekday, row.opens, row.closes) for row in hours],
        [DaysOff(row.starts_on, row.ends_on, row.reason_th, row.reason_en) for row in closures],
    )


def away_of(absence: Absence) -> Away:
    return Away(absence.starts_on, absence.ends_on, Part(absence.part))


def _quarter(day: dt.date, days: int) -> int:
    return quarter_of(dt.datetime.combine(day + dt.timedelta(days=days), dt.time.min, BANGKOK))
