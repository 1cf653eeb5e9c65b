"""Sign sheets: one a day of an event, each with a code of its own, and who stands on it."""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from consultations.outreach.models import AttendanceSheet, OutreachEvent, Registration, Session
from thai.dates import BANGKOK, local_date

# Without letters and digits that look alike on paper.
ALPHABET = "ACDEFHJKMNPRTUVWXY3479"
CODE_LENGTH = 4
TRIES = 5
# At least so many rows of a sheet are empty: half as many come without having registered.
FEWEST_BLANK_ROWS = 15


@dataclass(frozen=True)
class SheetRow:
    """One line of a sign sheet: of somebody who registered, or of somebody who comes with them."""

    name: str
    place: str


def days_of(sessions: Iterable[Session]) -> list[dt.date]:
    """The days of sessions, in order."""
    return sorted({local_date(session.starts_at) for session in sessions})


def sheet_of(event: OutreachEvent, day: dt.date) -> AttendanceSheet:
    """The sheet of a day, with the code that it always has. Made when it is first printed."""
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


def rows_of(event: OutreachEvent, day: dt.date) -> Iterator[SheetRow]:
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
        yield SheetRow(registration.name, place)
        for _companion in range(registration.party_size - 1):
            yield SheetRow("", place)


def _place_of(registration: Registration) -> str:
    """ม.6 บางกระเจ็ด, as it stands in a narrow column of Thai paper."""
    moo = f"ม.{registration.moo}" if registration.moo else ""
    return " ".join(
        part for part in (moo, registration.tambon.name_th if registration.tambon else registration.outside) if part
    )
