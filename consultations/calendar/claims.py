"""Claiming advisers' time and giving it back: the only code that writes the table of claims.

Quarters are inserted, and a desk's locked, in ascending (speaker, quarter) order, so that two transactions that want the
same ones meet in one order. An inner savepoint around these statements alone turns the database's refusal into TimeTaken;
PostgreSQL may also end one of two transactions as deadlocked (SQLSTATE 40P01), which means the same. Bookings and sessions
are named by their ids: their tables lie on floors above.

A session of an event claims the time of its advisers. At a desk with appointments these claims stay for as long as the
session does: an appointment is written into them (`booking`) and out again, and inserts none of its own.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from django.db import IntegrityError, OperationalError, models, transaction

from consultations.calendar.models import Claim
from consultations.calendar.quarters import quarters_between, quarters_in

DEADLOCK_DETECTED = "40P01"


class TimeTaken(Exception):
    """Some of the wanted quarters are claimed. clashes: the claims in the way, as far as they could be read."""

    def __init__(self, clashes: list[Claim] | None = None) -> None:
        super().__init__("time taken")
        self.clashes = clashes or []


@dataclass(frozen=True)
class Wanted:
    """One quarter of one adviser that a booking or a session wants, and for what kind of use; at a desk for both."""

    speaker: int
    quarter: int
    booking: int | None
    kind: str = Claim.Kind.SERVICE
    session: int | None = None

    @property
    def key(self) -> tuple[int, int]:
        """What the table is unique by, and the order of locks."""
        return (self.speaker, self.quarter)


def wanted_for(
    booking: int,
    *,
    speaker: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    buffer_minutes: int,
    session: int | None = None,
) -> list[Wanted]:
    """The quarters of an appointment and of the buffer after it. Aware moments; ends round up to a whole quarter.

    session: the desk it is at, where no buffer is kept.
    """
    service = quarters_between(starts_at, ends_at)
    buffer = range(service.stop, service.stop + (0 if session else quarters_in(buffer_minutes)))
    return [
        *(Wanted(speaker, quarter, booking, session=session) for quarter in service),
        *(Wanted(speaker, quarter, booking, Claim.Kind.BUFFER) for quarter in buffer),
    ]


def take(wanted: Iterable[Wanted]) -> None:
    """Claim quarters for bookings, of one or several, all or none: new rows, and at desks free quarters of these.

    Raises TimeTaken. To be called in a transaction.
    """
    ordered = sorted(wanted, key=lambda want: want.key)
    with _refused_as_taken(ordered):
        _insert([want for want in ordered if want.session is None])
        _sit_down([want for want in ordered if want.session is not None])


def replace(booking: int, wanted: Iterable[Wanted]) -> None:
    """Let a booking hold just these quarters: take the new ones, then give back the others. Raises TimeTaken, changing
    none.

    The booking's row is locked by the caller. Quarters it keeps change their kind where that is another now.
    """
    wants = {(*want.key, want.session): want for want in wanted}
    held = {
        (claim.speaker_id, claim.quarter, claim.session_id): claim for claim in Claim.objects.filter(booking=booking)
    }
    take([want for key, want in wants.items() if key not in held])
    _give_back(Claim.objects.filter(pk__in=[claim.pk for key, claim in held.items() if key not in wants]))
    _update((claim, wants[key]) for key, claim in held.items() if key in wants)


def free(*bookings: int) -> None:
    """Give back all quarters of bookings; those at a desk are the desk's again."""
    _give_back(Claim.objects.filter(booking__in=bookings))


def free_of_speakers(speakers: Collection[int]) -> None:
    """Give back the time of advisers that sessions hold, whatever it is for: they are to be deleted."""
    Claim.objects.filter(speaker__in=speakers).exclude(session=None).delete()


def lock_of_sessions(sessions: Collection[int]) -> list[Claim]:
    """Lock all claims of sessions in order: until the transaction ends no appointment comes to their desks or leaves."""
    rows = Claim.objects.filter(session__in=sessions).order_by("speaker", "quarter")
    return list(rows.select_for_update(of=("self",)))


def replace_of_sessions(sessions: Collection[int], wanted: Collection[Wanted]) -> None:
    """Let the sessions of one event hold just these quarters, as one difference: all new ones in one sorted insert.

    Session by session, two events with the same advisers would deadlock. Quarters that pass from one session to another
    of them, or to another appointment of a desk, are updated. The caller has locked the claims. Raises TimeTaken.
    """
    held = {(claim.speaker_id, claim.quarter): claim for claim in Claim.objects.filter(session__in=sessions)}
    wants = {want.key: want for want in wanted}
    new = sorted((want for key, want in wants.items() if key not in held), key=lambda want: want.key)
    with _refused_as_taken(wanted):
        _insert(new)
    Claim.objects.filter(pk__in=[claim.pk for key, claim in held.items() if key not in wants]).delete()
    _update((claim, wants[key]) for key, claim in held.items() if key in wants)


def in_the_way(wanted: Iterable[Wanted]) -> list[Claim]:
    """The claims on these quarters that aren't the bookings' or sessions' own, with what they are for. One query.

    For appointments at a desk: the quarters of it that others have.
    """
    by_speaker: dict[int, list[int]] = {}
    bookings, sessions, at_desk = set(), set(), False
    for want in wanted:
        bookings.add(want.booking)
        sessions.add(want.session)
        at_desk = at_desk or (want.booking is not None and want.session is not None)
        by_speaker.setdefault(want.speaker, []).append(want.quarter)
    either = models.Q(pk__in=[])
    for speaker, quarters in by_speaker.items():
        either |= models.Q(speaker=speaker, quarter__in=quarters)
    own = models.Q(booking__in=bookings - {None})
    own |= models.Q(session__in=sessions - {None}, booking=None) if at_desk else models.Q(session__in=sessions - {None})
    found = Claim.objects.filter(either).exclude(own)
    return list(found.select_related("booking", "session__event", "speaker__person"))


# --- Statements ------------------------------------------------------------------------------------------------------


@contextmanager
def _refused_as_taken(wanted: Collection[Wanted]) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, _Gone):
        raise TimeTaken(in_the_way(wanted)) from None
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == DEADLOCK_DETECTED:
            raise TimeTaken(in_the_way(wanted)) from None
        raise


class _Gone(Exception):
    """Not all quarters of a desk that are wanted are free."""


def _insert(ordered: list[Wanted]) -> None:
    Claim.objects.bulk_create(
        Claim(
            speaker_id=want.speaker,
            quarter=want.quarter,
            kind=want.kind,
            booking_id=want.booking,
            session_id=want.session,
        )
        for want in ordered
    )


def _sit_down(ordered: list[Wanted]) -> None:
    """Write appointments into free quarters of desks: lock the rows in order, and require as many as are needed."""
    if not ordered:
        return
    either = models.Q(pk__in=[])
    for (speaker, session), wants in groupby(
        sorted(ordered, key=lambda want: (want.speaker, want.session or 0)),
        key=lambda want: (want.speaker, want.session),
    ):
        either |= models.Q(speaker=speaker, session=session, quarter__in=[want.quarter for want in wants])
    rows = Claim.objects.filter(either, booking=None, kind=Claim.Kind.SERVICE).order_by("speaker", "quarter")
    free_rows = {(claim.speaker_id, claim.quarter): claim for claim in rows.select_for_update(of=("self",))}
    if len(free_rows) != len(ordered):
        raise _Gone
    _update((free_rows[want.key], want) for want in ordered)


def _give_back(claims: "models.QuerySet[Claim]") -> None:
    claims.filter(session=None).delete()
    claims.update(booking=None)


def _update(pairs: Iterable[tuple[Claim, Wanted]]) -> None:
    """Write what is another now in kept claims, a statement for each combination."""
    changed: dict[tuple[str, int | None, int | None], list[int]] = {}
    for claim, want in pairs:
        values = (want.kind, want.booking, want.session)
        if values != (claim.kind, claim.booking_id, claim.session_id):
            changed.setdefault(values, []).append(claim.pk)
    for (kind, booking, session), pks in changed.items():
        Claim.objects.filter(pk__in=pks).update(kind=kind, booking=booking, session=session)
