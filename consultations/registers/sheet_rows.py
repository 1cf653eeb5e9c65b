"""Keying the rows of signed sheets. The only writer of SheetRow; each row is somebody served, with a visit.

Each rule is one transaction that locks the sheet first: of two officers who key one sheet, the second sees what the first
keyed. In a closed month each needs a reason in `by` (MonthClosed).
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from center.people import consent
from center.people.models import Consent, Person
from center.places.models import Tambon
from center.records.changes import written
from committee.speakers.models import Topic
from consultations.bookings.actors import By
from consultations.outreach.models import AttendanceSheet, Registration
from consultations.outreach.registrations import identity_of
from consultations.registers import visits
from consultations.registers.models import SheetRow, Visit
from consultations.registers.refusals import LineTaken, NotYet, SameName, SheetForgotten
from consultations.registers.visits import Served
from thai.dates import BANGKOK, local_date
from thai.names import sex_of_title, split_name

# What an officer decides where a row was refused.
REPLACE, APPEND, OTHER = "replace", "append", "other"
MOST_LINES = 2000


@dataclass(frozen=True)
class Typed:
    """A row as an officer typed it."""

    name: str = ""
    phone: str = ""
    moo: int | None = None
    tambon: Tambon | None = None
    outside: str = ""
    photo_consent: bool = False
    topic: Topic | None = None

    @property
    def version(self) -> str:
        """Another one for whatever is typed otherwise; empty without a name."""
        if not self.name:
            return ""
        values = [str(getattr(value, "pk", value)) for value in vars(self).values()]
        return hashlib.sha256("\0".join(values).encode()).hexdigest()[:16]


def typed_in(row: SheetRow | None) -> Typed:
    """What stands in a row. Reads its tambon and its visit's topic."""
    if row is None:
        return Typed()
    topic = row.visit.topic if row.visit else None
    return Typed(row.name, row.phone, row.moo, row.tambon, row.outside, bool(row.photo_consent), topic)


def key(
    sheet: AttendanceSheet, line: int, typed: Typed, *, seen: str = "", decision: str = "", by: By
) -> SheetRow | None:
    """Key one row, or clear it where no name is typed; returns the row, None for a cleared one.

    seen: the version of the row that the officer saw. decision: REPLACE what another officer keyed into the line
    meanwhile, or APPEND this row behind the last one; OTHER: it is somebody else of a name that stands in another line.
    A line that two officers key alike, or that each keys a part of, is put together. Raises LineTaken, SameName, NotYet
    for a sheet of a day to come, MonthClosed, SheetForgotten.
    """
    with transaction.atomic():
        locked = _lock(sheet)
        stored = _row(locked, line)
        if typed == typed_in(stored):
            return stored
        if typed_in(stored).version != seen:
            line, stored, typed = _agreed(locked, line, stored, typed, decision)
        allowing = _allowing(stored)
        if not typed.name:
            if stored is not None:
                _clear(stored, by=by)
            row = None
        else:
            if decision != OTHER:
                _check_names(locked, line, typed)
            row = _write(locked, line, stored, typed, by=by)
    _take_consent_back(sheet, allowing, row, by=by)
    return row


def answer(row: SheetRow, person: Person | None, *, by: By) -> SheetRow:
    """Note whether somebody on a sheet is the person proposed (None: none of them); the visit is then the person's.

    Where the row allows photos, that is the person's consent on paper, given on the sheet's day. Raises MonthClosed.
    """
    with transaction.atomic():
        sheet = _lock(row.sheet)
        stored: SheetRow = sheet.rows.select_related("tambon", "visit__topic").get(pk=row.pk)
        allowing = _allowing(stored)
        stored.person, stored.same_person = person, person is not None
        _save(stored, by=by)
        if stored.visit is not None and (person is not None or _is_own(stored)):
            gender = person.gender if person else stored.visit.gender
            visits.correct(stored.visit, person=person, gender=gender, by=by)
        _consent(stored, by=by)
    _take_consent_back(sheet, allowing, stored, by=by)
    return stored


def note_nobody_signed(sheet: AttendanceSheet, *, by: By) -> bool:
    """Note that nobody signed a sheet, so that it waits no longer. Returns whether anything changed: not with rows keyed."""
    with transaction.atomic():
        locked = _lock(sheet)
        if locked.nobody_signed or locked.rows.exists():
            return False
        locked.nobody_signed = True
        locked.save(update_fields=["nobody_signed"])
        written([locked])
    return True


def next_line(sheet: AttendanceSheet) -> int:
    """The line behind the last one that was keyed. One query."""
    last: int | None = sheet.rows.aggregate(last=Max("line"))["last"]
    return (last or 0) + 1


def is_forgotten(sheet: AttendanceSheet) -> bool:
    """Whether the names of the sheet left when their time was over. One query."""
    return sheet.rows.filter(name="").exists()


# --- One row ---------------------------------------------------------------------------------------------------------


def _lock(sheet: AttendanceSheet) -> AttendanceSheet:
    locked: AttendanceSheet = (
        AttendanceSheet.objects.select_related("event").select_for_update(no_key=True, of=("self",)).get(pk=sheet.pk)
    )
    if locked.day > timezone.localdate():
        raise NotYet
    if is_forgotten(locked):
        raise SheetForgotten
    return locked


def _row(sheet: AttendanceSheet, line: int) -> SheetRow | None:
    rows = sheet.rows.select_related("tambon", "visit__topic", "person", "keyed_by")
    found: SheetRow | None = rows.filter(line=line).first()
    return found


def _agreed(
    sheet: AttendanceSheet, line: int, stored: SheetRow | None, typed: Typed, decision: str
) -> tuple[int, SheetRow | None, Typed]:
    """Line, row and contents where another officer keyed the line meanwhile. Raises LineTaken without a decision."""
    if (together := _together(typed_in(stored), typed)) is not None:
        return line, stored, together
    if decision == REPLACE:
        return line, stored, typed
    if decision == APPEND:
        return next_line(sheet), None, typed
    raise LineTaken(stored)


def _together(stored: Typed, typed: Typed) -> Typed | None:
    """Both where they are of one person and one has what the other lacks; None where they contradict each other."""
    if not (stored.name and typed.name) or identity_of(stored.name) != identity_of(typed.name):
        return None
    values: dict[str, Any] = {}
    for field, value in vars(typed).items():
        former = getattr(stored, field)
        if value and former and value != former and field != "name":
            return None
        values[field] = value or former
    return replace(typed, **values)


def _check_names(sheet: AttendanceSheet, line: int, typed: Typed) -> None:
    """Raises SameName where another line has the name, without another village or phone."""
    for row in sheet.rows.exclude(line=line):
        differs = any(
            getattr(row, field) and getattr(typed, field) and getattr(row, field) != getattr(typed, field)
            for field in ("phone", "moo")
        )
        if not differs and identity_of(row.name) == identity_of(typed.name):
            raise SameName(row.line)


def _write(sheet: AttendanceSheet, line: int, stored: SheetRow | None, typed: Typed, *, by: By) -> SheetRow:
    row = stored or SheetRow(sheet=sheet, line=line, keyed_by=by.user)
    if identity_of(row.name) != identity_of(typed.name):
        row.person, row.same_person = None, None
    for field in ("name", "phone", "moo", "tambon", "outside", "photo_consent"):
        setattr(row, field, getattr(typed, field))
    if row.visit is not None and not _is_own(row) and stored and identity_of(row.visit.name) != identity_of(row.name):
        row.visit = None  # the line is somebody else's now
    if row.visit is None:
        row.visit = _recorded_before(row, by=by) or _record(row, typed, by=by)
    if _is_own(row):
        _put_right(row, typed, by=by)
    elif typed.topic and row.visit.topic is None:
        row.visit = visits.correct(row.visit, topic=typed.topic, by=by)
    if row.person is None and row.visit.person is not None and not _is_own(row):
        row.person, row.same_person = row.visit.person, True
    _save(row, by=by)
    _consent(row, by=by)
    if sheet.nobody_signed:
        sheet.nobody_signed = False
        sheet.save(update_fields=["nobody_signed"])
    return row


def _save(row: SheetRow, *, by: By) -> None:
    row._history_user = by.user  # type: ignore[attr-defined]
    row.save()
    written([row])


def _clear(row: SheetRow, *, by: By) -> None:
    """Take a row away that was keyed by mistake. Its own visit counts no longer; one recorded otherwise stays."""
    if row.visit is not None and _is_own(row):
        visits.void(row.visit, by=by)
    else:
        visits.check(served_at(row.sheet), by=by)
    row._history_user = by.user  # type: ignore[attr-defined]
    row.delete()


# --- Its visit -------------------------------------------------------------------------------------------------------


def served_at(sheet: AttendanceSheet) -> dt.datetime:
    """When those on a sheet came: at the day's first session of the event, at noon at the counter; now at the latest."""
    moment = dt.datetime.combine(sheet.day, dt.time(12), BANGKOK)
    if sheet.event is not None:
        starts = (session.starts_at for session in sheet.event.sessions.order_by("starts_at"))
        moment = next((start for start in starts if local_date(start) == sheet.day), moment)
    return min(moment, timezone.now())


def _form_key(row: SheetRow) -> str:
    return f"sheet {row.sheet_id} line {row.line}"


def _is_own(row: SheetRow) -> bool:
    """Whether the row's visit was made by it, not by an appointment, a registration or at the counter."""
    return row.visit is not None and row.visit.form_key == _form_key(row)


def _recorded_before(row: SheetRow, *, by: By) -> Visit | None:
    """The visit of the same person on that day that was recorded otherwise; a registration's is recorded now.

    Several rows are never one visit: those that came with somebody sign for themselves.
    """
    identity = identity_of(row.name)
    same_day = Visit.objects.counted().filter(day=row.sheet.day, event=row.sheet.event, sheet_row=None)
    for visit in same_day.exclude(name="").select_related("topic", "person"):
        if identity_of(visit.name) == identity and not _contradict(row, visit.phone, visit.moo):
            return visit
    event = row.sheet.event
    if event is None or local_date(event.starts_at) != row.sheet.day:
        return None
    registered: Any = event.registrations.coming().filter(visit=None).select_related("tambon", "person", "event")
    for registration in registered:
        if identity_of(registration.name) == identity and not _contradict(row, registration.phone, registration.moo):
            return _of_registration(registration, by=by)
    return None


def _contradict(row: SheetRow, phone: str, moo: int | None) -> bool:
    return bool((row.phone and phone and row.phone != phone) or (row.moo and moo and row.moo != moo))


def _of_registration(registration: Registration, *, by: By) -> Visit | None:
    """One person, whoever signed; the companions sign lines of their own. None before the event has begun."""
    if registration.event.starts_at > timezone.now():
        return None
    return visits.of_registration(registration, people=1, by=by)


def _record(row: SheetRow, typed: Typed, *, by: By) -> Visit:
    return visits.record(
        served=_served(row),
        channel=Visit.Channel.EVENT if row.sheet.event else Visit.Channel.PAPER,
        at=served_at(row.sheet),
        topic=typed.topic,
        event=row.sheet.event,
        form_key=_form_key(row),
        by=by,
    )


def _served(row: SheetRow) -> Served:
    gender = row.person.gender if row.person else sex_of_title(split_name(row.name).title)
    return Served(row.name, row.phone, gender, row.tambon, row.moo, row.outside, row.person)


def _put_right(row: SheetRow, typed: Typed, *, by: By) -> None:
    """Make the row's own visit say what the row says; it counts again if the row had been cleared."""
    visit = row.visit
    if visit is None:
        return
    visits.restore(visit, by=by)
    wanted = {**vars(_served(row)), "topic": typed.topic}
    changed = {field: value for field, value in wanted.items() if getattr(visit, field) != value}
    if changed:
        row.visit = visits.correct(visit, by=by, **changed)


# --- Photos ----------------------------------------------------------------------------------------------------------


def _consent(row: SheetRow, *, by: By) -> None:
    if row.person is not None and row.photo_consent:
        paper = Consent.Channel.PAPER
        consent.give(person=row.person, purpose=Consent.Purpose.PHOTO, on=row.sheet.day, channel=paper, by=by.user)


def _take_consent_back(sheet: AttendanceSheet, person: int | None, row: SheetRow | None, *, by: By) -> None:
    """Where a tick was put right, or the line is somebody else's: withdraw what this sheet's paper had given.

    person: whose consent the row was before, if anybody's. Outside the row's transaction, since encoding a photo anew
    takes a second.
    """
    if person is None or (row and row.person_id == person and row.photo_consent):
        return
    paper = {"given_on": sheet.day, "channel": Consent.Channel.PAPER}
    for given in Consent.objects.in_force().filter(person=person, purpose=Consent.Purpose.PHOTO, **paper):
        consent.withdraw(given, on=timezone.localdate(), by=by.user)


def _allowing(row: SheetRow | None) -> int | None:
    """The person whose photos the row allows, if it does and who it is is known."""
    return row.person_id if row and row.photo_consent else None
