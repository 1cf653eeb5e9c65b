"""Demonstration meetings: one certified at the next, one with a late resolution, one to come. Gone by one call."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from center.records.changes import written
from committee.meetings.attendance import Presence, seats_of
from committee.meetings.meetings import next_number, save_meeting
from committee.meetings.models import AGENDA, CommitteeMeeting, Guest, Resolution
from committee.meetings.recording import Record, record_meeting
from committee.terms.models import Seat, Term

DATA = Path(__file__).parent / "demo_data" / "meetings.toml"
# Begins the source_key of every demonstration meeting and of every demonstration term.
MARK = "demo:"
Rows = dict[str, Any]


def load() -> int:
    """Add the demonstration's meetings; returns how many. None where there is any meeting, or no demonstration committee."""
    if CommitteeMeeting.objects.exists() or not Term.objects.filter(source_key__startswith=MARK).exists():
        return 0
    with open(DATA, "rb") as file:
        entries = tomllib.load(file)["meeting"]
    with transaction.atomic():
        meetings: dict[str, CommitteeMeeting] = {}
        for entry in entries:
            meetings[entry["key"]] = _meeting(entry, meetings)
    return len(meetings)


def remove() -> int:
    """Take the demonstration's meetings away; returns how many went."""
    with transaction.atomic():
        meetings = list(CommitteeMeeting.objects.filter(source_key__startswith=MARK).order_by("date"))
        for meeting in meetings:  # the earlier before the one that certified it
            meeting.delete()
    written(meetings)
    return len(meetings)


def _meeting(entry: Rows, meetings: dict[str, CommitteeMeeting]) -> CommitteeMeeting:
    day = entry.get("date") or _thursday_from(timezone.localdate() + dt.timedelta(days=entry["days_from_now"]))
    meeting = CommitteeMeeting(
        source_key=MARK + entry["key"],
        number=entry.get("number") or next_number(day),
        date=day,
        starts_at=entry["starts_at"],
        place=entry["place"],
        **{name: entry.get(name, "") for name in AGENDA},
    )
    save_meeting(meeting=meeting, by=None)
    if "ends_at" not in entry:
        return meeting
    seats = list(seats_of(meeting))
    resolutions = [_resolution(row, seats) for row in entry.get("resolution", [])]
    record = Record(
        ends_at=entry["ends_at"],
        chaired_by=_holder(seats, "chair"),
        minuted_by=_holder(seats, "secretary"),
        texts={name: entry.get(name, "") for name in AGENDA},
        presences=_presences(seats, {row["rank"]: row for row in entry.get("absent", [])}),
        guests=[Guest(**row) for row in entry.get("guest", [])],
        resolutions=resolutions,
        certifies=[meetings[key].pk for key in entry.get("certifies", [])],
    )
    return record_meeting(meeting=meeting, record=record, by=None)


def _thursday_from(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(3 - day.weekday()) % 7)


def _presences(seats: list[Seat], absent: dict[int, Rows]) -> list[Presence]:
    rows = [(seat.pk, absent.get(seat.rank)) for seat in seats]
    return [
        Presence(pk, present=row is None, reason=(row or {}).get("reason", ""), deputy=(row or {}).get("deputy", ""))
        for pk, row in rows
    ]


def _resolution(row: Rows, seats: list[Seat]) -> Resolution:
    person = next((seat.person for seat in seats if seat.position == row["responsible"]), None)
    return Resolution(**{**row, "responsible": person})


def _holder(seats: list[Seat], position: str) -> str:
    return next((str(seat.person) for seat in seats if seat.position == position), "")
