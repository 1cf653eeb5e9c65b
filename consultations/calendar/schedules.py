"""Reading what free times are computed from: settings, rules, absences, closures and claims of many advisers at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from center.office.models import Closure, OpeningHours
from center.office.opening import HORIZON, DaysOff, Hours, Schedule
from center.office.opening_week import PlannedWeek
from center.office.status import office_status
from committee.speakers.models import Speaker
from consultations.calendar.free_times import Away, Calendar, Desk, Part, Rule
from consultations.calendar.models import Absence, Availability, CalendarSettings, Claim
from consultations.calendar.quarters import moment_of, quarter_of
from thai.dates import BANGKOK, local_date

# What is read of a claim: whose it is, and of a session whether it is a desk one can book.
CLAIM = (
    "speaker_id",
    "quarter",
    "kind",
    "booking_id",
    "session_id",
    "session__desk",
    "session__event__place_id",
    "session__event__published_at",
)
APPOINTMENTS = "appointments"


def calendars_of(
    speakers: Iterable[Speaker],
    *,
    first: dt.date,
    last: dt.date,
    without_booking: int | None = None,
    hidden_desks: bool = False,
) -> dict[int, Calendar]:
    """The calendars of advisers for the days from first to last, by the adviser's id. Six queries, however many.

    without_booking: the id of a booking whose own claims don't count, since it is to be moved. hidden_desks: with the
    desks of events that aren't on the web. Events that are called off hold no claims, so their desks are none.
    """
    now = timezone.now()
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
    at_desks: dict[tuple[int, int, int | None], dict[int, bool]] = defaultdict(dict)
    # A day more on both sides: a claim may reach over midnight, and starts follow the end of a claim before.
    claims = Claim.objects.of(list(people), _quarter(first, -1), _quarter(last, 2))
    for speaker, quarter, kind, booking, session, desk, place, published_at in claims.values_list(*CLAIM):
        is_own = booking is not None and booking == without_booking
        if session is not None or not is_own:
            claimed[speaker].add(quarter)
        is_public = published_at is not None and published_at <= now
        if desk == APPOINTMENTS and kind == Claim.Kind.SERVICE and (is_public or hidden_desks):
            at_desks[speaker, session, place][quarter] = booking is None or is_own
    desks: dict[int, list[Desk]] = defaultdict(list)
    for (speaker, session, place), quarters in at_desks.items():
        desks[speaker] += _desks(session, place, quarters)
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
            desks=desks[pk],
        )
    return calendars


def center_schedule(first: dt.date, last: dt.date) -> Schedule:
    """The center's opening hours, and its closures that touch the days. No query but that of the office status, if that
    reaches far enough; else two more.
    """
    status, today = office_status(), timezone.localdate()
    if status.center is not None and today <= first and last <= today + dt.timedelta(days=HORIZON):
        return status.schedule
    return schedule_of(OpeningHours.objects.all(), Closure.objects.between(first, last))


def schedule_of(hours: Iterable[OpeningHours], closures: Iterable[Closure]) -> Schedule:
    """The schedule of rows, saved or not. No query of its own."""
    return Schedule(
        [Hours(row.weekday, row.opens, row.closes) for row in hours],
        [DaysOff(row.starts_on, row.ends_on, row.reason_th, row.reason_en) for row in closures],
    )


def schedules_around(
    row: Closure | OpeningHours | PlannedWeek, *, removed: bool, first: dt.date, last: dt.date
) -> tuple[Schedule, Schedule]:
    """The schedule of the days as it is, and as it would be with the row saved as it is now, or removed. Two queries."""
    hours, closures = list(OpeningHours.objects.all()), list(Closure.objects.between(first, last))
    before = schedule_of(hours, closures)
    if isinstance(row, PlannedWeek):
        hours = row.rows()
    elif isinstance(row, OpeningHours):
        hours = [other for other in hours if other.pk != row.pk] + ([] if removed else [row])
    else:
        closures = [other for other in closures if other.pk != row.pk] + ([] if removed or row.open_anyway else [row])
    return before, schedule_of(hours, closures)


def away_of(absence: Absence) -> Away:
    return Away(absence.starts_on, absence.ends_on, Part(absence.part))


def _desks(session: int, place: int | None, quarters: dict[int, bool]) -> Iterable[Desk]:
    """A desk for each run of its quarters on one day. quarters: whether each is free."""
    runs: list[list[int]] = []
    for quarter in sorted(quarters):
        if runs and quarter == runs[-1][-1] + 1 and _day(quarter) == _day(runs[-1][0]):
            runs[-1].append(quarter)
        else:
            runs.append([quarter])
    for run in runs:
        free = frozenset(quarter for quarter in run if quarters[quarter])
        yield Desk(session, run[0], run[-1] + 1, free, place)


def _day(quarter: int) -> dt.date:
    return local_date(moment_of(quarter))


def _quarter(day: dt.date, days: int) -> int:
    return quarter_of(dt.datetime.combine(day + dt.timedelta(days=days), dt.time.min, BANGKOK))
