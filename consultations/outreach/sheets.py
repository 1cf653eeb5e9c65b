"""Sign sheets: one a day of an event or of the counter, each with a code of its own, and who stands on it."""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from consultations.outreach.models import AttendanceSheet, OutreachEvent, Registration, Session
from thai.dates import BANGKOK, local_date
from thai.digits import to_arabic

# Without letters and digits that look alike on paper.
ALPHABET = "ACDEFHJKMNPRTUVWXY3479"
CODE_LENGTH = 4
TRIES = 5
# At least so many rows of a sheet are empty: half as many come without having registered.
FEWEST_BLANK_ROWS = 15


@dataclass(frozen=True)
class PrintedRow:
    """One line of a sign sheet: of somebody who registered, or of somebody who comes with them (without a name)."""

    name: str
    place: str
    registration: Registration


def code_as_typed(text: str) -> str:
    """A code as it stands on paper, of what somebody read there: small letters, spaces and dashes don't matter."""
    return "".join(letter for letter in to_arabic(text).upper() if letter.isalnum())


def days_of(sessions: Iterable[Session]) -> list[dt.date]:
    """The days of sessions, in order."""
    return sorted({local_date(session.starts_at) for session in sessions})


def sheet_of(event: OutreachEvent | None, day: dt.date) -> AttendanceSheet:
    """The sheet of a day of an event, or of the counter, with the code that it always has. Made when it is first printed."""
    for _attempt in range(TRIES):
        if sheet := AttendanceSheet.objects.filter(event=event, day=day).first():
            return sheet
        code = "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                return AttendanceSheet.objects.create(event=event, day=day, code=code)
        except IntegrityError:  # the code is another sheet's, or somebody printed at the same moment
            continue
    raise RuntimeError("no free code for a sign sheet was found")


def rows_of(event: OutreachEvent, day: dt.date) -> Iterator[PrintedRow]:
    """Who has a seat on that day, by tambon and moo; a line for each person of a party. One query."""
    starts = dt.datetime.combine(day, dt.time.min, BANGKOK)
    seated = Registration.objects.filter(
        event=event,
        state=Registration.State.REGISTERED,
        places__place_in_queue=None,
        places__session__starts_at__gte=starts,
        places__session__starts_at__lt=starts + dt.timedelta(days=1),
    )
    rows = sorted(
        seated.distinct().select_related("tambon"),
        key=lambda row: (bytes(row.tambon.sort_key) if row.tambon else b"\xff", row.moo or 0, row.pk),
    )
    for registration in rows:
        place = _place_of(registration)
        yield PrintedRow(registration.name, place, registration)
        for _companion in range(registration.party_size - 1):
            yield PrintedRow("", place, registration)


def _place_of(registration: Registration) -> str:
    """ม.6 บางกระเจ็ด, as it stands in a narrow column of Thai paper."""
    moo = f"ม.{registration.moo}" if registration.moo else ""
    return " ".join(
        part for part in (moo, registration.tambon.name_th if registration.tambon else registration.outside) if part
    )
