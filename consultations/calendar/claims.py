"""Claiming advisers' time and giving it back: the only code that writes the table of claims.

Quarters are inserted in ascending (speaker, quarter) order, so that two transactions that want the same ones meet in one
order. An inner savepoint around the insert alone turns the database's refusal into TimeTaken; PostgreSQL may also end
one of two transactions as deadlocked (SQLSTATE 40P01), which means the same. Bookings are named by their ids: their
table lies one floor above.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, models, transaction

from consultations.calendar.models import Claim
from consultations.calendar.quarters import quarters_between, quarters_in

DEADLOCK_DETECTED = "40P01"


class TimeTaken(Exception):
    """Some of the wanted quarters are claimed. clashes: the claims in the way, as far as they could be read."""

    def __init__(self, clashes: list[Claim] | None = None) -> None:
        super().__init__("time taken")
        self.clashes = clashes or []


@dataclass(frozen=True, order=True)
class Wanted:
    """One quarter of one adviser that a booking wants, and for what kind of use."""

    speaker: int
    quarter: int
    booking: int
    kind: str = Claim.Kind.SERVICE


def wanted_for(
    booking: int, *, speaker: int, starts_at: dt.datetime, ends_at: dt.datetime, buffer_minutes: int
) -> list[Wanted]:
    """The quarters of an appointment and of the buffer after it. Aware moments; ends round up to a whole quarter."""
    service = quarters_between(starts_at, ends_at)
    buffer = range(service.stop, service.stop + quarters_in(buffer_minutes))
    return [
        *(Wanted(speaker, quarter, booking) for quarter in service),
        *(Wanted(speaker, quarter, booking, Claim.Kind.BUFFER) for quarter in buffer),
    ]


def insert(wanted: Iterable[Wanted]) -> None:
    """Claim quarters, of one booking or several, all or none. Raises TimeTaken. To be called in a transaction."""
    ordered = sorted(wanted)
    new = [
        Claim(speaker_id=want.speaker, quarter=want.quarter, kind=want.kind, booking_id=want.booking)
        for want in ordered
    ]
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(new)
    except IntegrityError:
        raise TimeTaken(in_the_way(ordered)) from None
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == DEADLOCK_DETECTED:
            raise TimeTaken(in_the_way(ordered)) from None
        raise


def replace(booking: int, wanted: Iterable[Wanted]) -> None:
    """Let a booking hold just these quarters: insert the new ones, then free the others. Raises TimeTaken, changing none.

    The booking's row is locked by the caller. Quarters it keeps change their kind where that is another now.
    """
    wants = {(want.speaker, want.quarter): want for want in wanted}
    held = {(claim.speaker_id, claim.quarter): claim for claim in Claim.objects.filter(booking=booking)}
    insert([want for key, want in wants.items() if key not in held])
    Claim.objects.filter(pk__in=[claim.pk for key, claim in held.items() if key not in wants]).delete()
    kept = [(claim, wants[key]) for key, claim in held.items() if key in wants]
    for kind in Claim.Kind.values:
        changed = [claim.pk for claim, want in kept if want.kind == kind and claim.kind != kind]
        if changed:
            Claim.objects.filter(pk__in=changed).update(kind=kind)


def free(*bookings: int) -> None:
    """Give back all quarters of bookings."""
    Claim.objects.filter(booking__in=bookings).delete()


def in_the_way(wanted: Iterable[Wanted]) -> list[Claim]:
    """The claims on these quarters that aren't the bookings' own, with what they are for. One query."""
    by_speaker: dict[int, list[int]] = {}
    own = set()
    for want in wanted:
        own.add(want.booking)
        by_speaker.setdefault(want.speaker, []).append(want.quarter)
    either = models.Q(pk__in=[])
    for speaker, quarters in by_speaker.items():
        either |= models.Q(speaker=speaker, quarter__in=quarters)
    found = Claim.objects.filter(either).exclude(booking__in=own)
    return list(found.select_related("booking", "speaker__person"))
