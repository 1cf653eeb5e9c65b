"""Which quarters of its advisers an event takes: their sessions, and travel before the first and after the last of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from consultations.bookings.models import Booking
from consultations.calendar import claims
from consultations.calendar.claims import TimeTaken, Wanted
from consultations.calendar.models import Absence, Claim
from consultations.calendar.quarters import quarters_between, quarters_in
from consultations.calendar.schedules import away_of
from consultations.outreach.event_refusals import AdvisersTaken, Clash, clashes_of
from consultations.outreach.models import OutreachEvent, Session
from thai.dates import local_date


def hold(event: OutreachEvent, *, changed: Iterable[Session] = (), removed: Collection[int] = ()) -> None:
    """Let the event hold the quarters of its advisers as its rows now say, and no others; none unless it is planned.

    changed: the sessions whose time or advisers are new: their advisers must not be absent. removed: ids of
    sessions that are to be deleted. The caller has locked the sessions, their appointments and claims. Raises AdvisersTaken.
    """
    sessions = list(event.sessions.exclude(pk__in=removed).prefetch_related("speakers__person"))
    bookings = list(Booking.objects.filter(session__in=sessions).exclude(state=Booking.State.CANCELLED).order_by("pk"))
    wanted = wanted_by(event, sessions, bookings)
    if event.is_planned:
        pks = {session.pk for session in changed}
        if clashes := [*_own_clashes(event, sessions), *_absences([row for row in sessions if row.pk in pks])]:
            raise AdvisersTaken(clashes)
    try:
        claims.replace_of_sessions([*(session.pk for session in sessions), *removed], wanted)
    except TimeTaken as taken:
        travel = {want.key for want in wanted if want.kind == Claim.Kind.TRAVEL}
        raise AdvisersTaken(clashes_of(taken.clashes, travel=travel)) from None


def wanted_by(event: OutreachEvent, sessions: Sequence[Session], bookings: Iterable[Booking]) -> list[Wanted]:
    """All quarters the event takes, each adviser's once. Reads the sessions' speakers, prefetched.

    bookings: the appointments at its desks that hold time. An event that isn't planned keeps theirs alone: appointments
    that took place before it was called off.
    """
    wants: dict[tuple[int, int], Wanted] = {}
    if event.is_planned:
        _add(wants, _travel(event, sessions))
        _add(wants, (want for session in sessions for want in _service(session)))
    for booking in bookings:
        quarters = quarters_between(booking.starts_at, booking.ends_at)
        _add(
            wants,
            (Wanted(booking.speaker_id, quarter, booking.pk, session=booking.session_id) for quarter in quarters),
        )
    return list(wants.values())


def _add(wants: dict[tuple[int, int], Wanted], more: Iterable[Wanted]) -> None:
    """Later ones take the place of earlier ones on the same quarter: sessions of travel, appointments of sessions."""
    wants.update((want.key, want) for want in more)


def _service(session: Session) -> Iterable[Wanted]:
    for speaker in session.speakers.all():
        for quarter in quarters_between(session.starts_at, session.ends_at):
            yield Wanted(speaker.pk, quarter, None, session=session.pk)


def _travel(event: OutreachEvent, sessions: Iterable[Session]) -> Iterable[Wanted]:
    """The way there before an adviser's first session of each day, and back after the last; counted to whole quarters."""
    length = quarters_in(event.travel_minutes)
    days = defaultdict(list)
    for session in sessions:
        for speaker in session.speakers.all():
            days[speaker.pk, local_date(session.starts_at)].append(session)
    for (speaker, _day), of_day in days.items():
        first = min(of_day, key=lambda session: session.starts_at)
        last = max(of_day, key=lambda session: session.ends_at)
        start = quarters_between(first.starts_at, first.ends_at).start
        end = quarters_between(last.starts_at, last.ends_at).stop
        for quarter in range(start - length, start):
            yield Wanted(speaker, quarter, None, Claim.Kind.TRAVEL, first.pk)
        for quarter in range(end, end + length):
            yield Wanted(speaker, quarter, None, Claim.Kind.TRAVEL, last.pk)


def _own_clashes(event: OutreachEvent, sessions: Sequence[Session]) -> list[Clash]:
    """Advisers who would be in two sessions of the event at once."""
    found = []
    for position, session in enumerate(sessions):
        for other in sessions[position + 1 :]:
            if other.starts_at < session.ends_at and session.starts_at < other.ends_at:
                both = set(session.speakers.all()) & set(other.speakers.all())
                found += [Clash(speaker, max(session.starts_at, other.starts_at), event=event) for speaker in both]
    return found


def _absences(sessions: Sequence[Session]) -> list[Clash]:
    """Advisers of the sessions who are away then. One query."""
    if not sessions:
        return []
    people = defaultdict(list)
    for session in sessions:
        for speaker in session.speakers.all():
            people[speaker.person_id].append((session, speaker))
    days = [local_date(moment) for session in sessions for moment in (session.starts_at, session.ends_at)]
    return [
        Clash(speaker, session.starts_at, absence=absence)
        for absence in Absence.objects.between(min(days), max(days)).filter(person__in=people)
        for session, speaker in people[absence.person_id]
        if away_of(absence).overlaps(session.starts_at, session.ends_at)
    ]
