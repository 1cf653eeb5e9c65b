"""Demonstration weeks of advisers: hours each week, dates, absences and how they are booked. Gone by one call."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from center.places.models import Place
from center.records.changes import written
from committee.speakers.models import Speaker
from consultations.calendar.models import Absence, Availability, CalendarSettings

FILE = Path(__file__).parent / "demo_data" / "calendars.toml"
# Begins the source_key of every demonstration speaker.
MARK = "demo:"
SETTINGS = ("buffer_minutes", "notice_hours", "furthest_days")
Entry = dict[str, Any]


def load() -> int:
    """Give the demonstration's advisers their weeks; returns how many rows.

    Those with a calendar keep it; dates are added anew once all of an adviser's lie before today (Bangkok), so that an
    old demonstration can still be booked.
    """
    data = _data()
    speakers = {speaker.source_key: speaker for speaker in _speakers()}
    entries = [(entry, speakers[key]) for entry in data["adviser"] if (key := MARK + entry["speaker"]) in speakers]
    with transaction.atomic():
        places = {entry["key"]: _place(entry) for entry in data["place"]} if entries else {}
        return sum(_adviser(entry, speaker, places) for entry, speaker in entries)


def remove() -> int:
    """Take the weeks and absences of the demonstration's advisers away; returns how many rows. Places in use stay."""
    data = _data()
    speakers = _speakers()
    reasons = {away["reason"] for entry in data["adviser"] for away in entry.get("away", [])}
    with transaction.atomic():
        removed = [
            rows.delete()[0]
            for rows in (
                Availability.objects.filter(speaker__in=speakers),
                CalendarSettings.objects.filter(speaker__in=speakers),
                Absence.objects.filter(person__speaker__in=speakers, reason__in=reasons),
            )
        ]
        used = Availability.objects.exclude(place=None).values("place")
        for entry in data["place"]:
            unused = Place.objects.filter(name_th=entry["name_th"], tambon=entry["tambon"], bookings=None)
            unused.exclude(pk__in=used).delete()
    return sum(removed)


def _data() -> Entry:
    with open(FILE, "rb") as file:
        return tomllib.load(file)


def _speakers() -> list[Speaker]:
    return list(Speaker.objects.filter(source_key__startswith=MARK).select_related("person"))


def _place(entry: Entry) -> Place:
    names = {"name_th": entry["name_th"], "tambon_id": entry["tambon"]}
    place, is_new = Place.objects.get_or_create(**names, defaults={"name_en": entry["name_en"], "moo": entry["moo"]})
    if is_new:
        written([place])
    return place


def _adviser(entry: Entry, speaker: Speaker, places: dict[str, Place]) -> int:
    today = timezone.localdate()
    rows: list[Availability | CalendarSettings | Absence] = []
    is_new = not CalendarSettings.objects.filter(speaker=speaker).exists()
    if is_new:
        rows.append(CalendarSettings(speaker=speaker, **{name: entry[name] for name in SETTINGS}))
        rows += _weekly(entry, speaker)
        rows += [_absence(away, speaker, today) for away in entry.get("away", [])]
    if is_new or not Availability.objects.filter(speaker=speaker, date__gte=today).exists():
        rows += _dates(entry, speaker, places, today)
    for row in rows:
        row.save()
    return len(rows)


def _weekly(entry: Entry, speaker: Speaker) -> list[Availability]:
    return [
        Availability(speaker=speaker, weekday=weekday, starts=rule["from"], ends=rule["to"])
        for rule in entry.get("weekly", [])
        for weekday in rule["days"]
    ]


def _dates(entry: Entry, speaker: Speaker, places: dict[str, Place], today: dt.date) -> list[Availability]:
    return [
        Availability(
            speaker=speaker,
            date=today + dt.timedelta(days=days),
            starts=rule["from"],
            ends=rule["to"],
            place=places[rule["place"]],
        )
        for rule in entry.get("dates", [])
        for days in rule["in"]
    ]


def _absence(away: Entry, speaker: Speaker, today: dt.date) -> Absence:
    if "week" in away:
        first = today + dt.timedelta(days=7 * away["week"] - today.weekday())
        last = first + dt.timedelta(days=4)
    else:
        first = last = today + dt.timedelta(days=away["day"])
    part = away.get("part", Absence.Part.WHOLE)
    return Absence(person=speaker.person, starts_on=first, ends_on=last, part=part, reason=away["reason"])
