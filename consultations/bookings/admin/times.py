"""Times to choose from on the staff's pages: the six soonest of any of the advisers, or all of one day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from committee.speakers.models import Speaker
from committee.terms.forms import line
from consultations.bookings.offers import free_times_of, nearest_free_times, place_names
from consultations.bookings.texts import day_in_words
from consultations.calendar.free_times import FreeTime
from thai.dates import BANGKOK, clock, local_date
from thai.django.forms import ThaiDateField, ThaiTimeField

SOONEST = 6
# Days looked ahead for them, in three steps: most advisers have six within two weeks.
STEPS = (14, 60, 366)
# What staff type lies within these days of today.
FURTHEST = dt.timedelta(days=732)
FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Choice:
    """A time to choose: what the form sends, in words its day and time of day, and the place away from the center."""

    value: str
    day: str
    clock: str
    place: str = ""
    chosen: bool = False


def choices_of(times: Sequence[FreeTime], chosen: str = "") -> list[Choice]:
    """Free times as choices in the active language. One query if any is away from the center."""
    language = get_language() or "th"
    places = place_names(times)
    choices = []
    for time in times:
        value, day = value_of(time.starts_at), day_in_words(local_date(time.starts_at))
        choices.append(Choice(value, day, clock(time.starts_at, language), places[time.place], value == chosen))
    return choices


def value_of(moment: dt.datetime) -> str:
    return moment.astimezone(BANGKOK).strftime(FORMAT)


def heading_of(day: dt.date | None, *, gone: bool = False) -> str:
    """What the offered times are, as their heading."""
    if gone:
        return _("เวลาที่ใกล้ที่สุด")
    return day_in_words(day) if day else _("เร็วที่สุด")


def soonest(speakers: Sequence[Speaker], minutes: int, *, without_booking: int | None = None) -> list[FreeTime]:
    """The next six times at which any of the advisers is free. Six queries, up to eighteen where they are far ahead."""
    today = timezone.localdate()
    times: list[FreeTime] = []
    for days in STEPS:
        last = today + dt.timedelta(days=days)
        found = free_times_of(speakers, minutes, first=today, last=last, without_booking=without_booking)
        times = found[:SOONEST]
        if len(times) == SOONEST:
            break
    return times


def on_day(
    speakers: Sequence[Speaker], minutes: int, day: dt.date, *, without_booking: int | None = None
) -> list[FreeTime]:
    """All times of a day. Six queries."""
    return free_times_of(speakers, minutes, first=day, last=day, without_booking=without_booking)


def nearest(speakers: Sequence[Speaker], minutes: int, wanted: dt.datetime) -> list[FreeTime]:
    """The three free times nearest to one that is gone."""
    return nearest_free_times(speakers, minutes, wanted=wanted)


def typed_day(text: str) -> dt.date | None:
    """A day as an officer types it, in either era; None for anything else and for days far away."""
    try:
        day = ThaiDateField(required=False).clean(text[:40])
    except forms.ValidationError:
        return None
    return day if day and abs(day - timezone.localdate()) <= FURTHEST else None


class TimeForm(forms.Form):
    """One of the offered times, or another one typed, which takes a reason where nobody offers it.

    cleaned_data["starts_at"] is aware.
    """

    time = forms.CharField(label=gettext_lazy("เวลา"), required=False, max_length=16)
    other_date = ThaiDateField(label=gettext_lazy("วันที่"), required=False)
    other_time = ThaiTimeField(label=gettext_lazy("เวลาเริ่ม"), required=False)
    reason = line(gettext_lazy("เหตุที่นัดนอกเวลา"), most=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        date, time = cleaned.get("other_date"), cleaned.get("other_time")
        if date and time:
            cleaned["starts_at"] = dt.datetime.combine(date, time, BANGKOK)
        elif date or time:
            if "other_date" not in self.errors and "other_time" not in self.errors:
                missing = "other_time" if date else "other_date"
                self.add_error(missing, _("กรุณากรอกทั้งวันที่และเวลา"))
        elif "other_date" not in self.errors and "other_time" not in self.errors:
            cleaned["starts_at"] = self._chosen(cleaned.get("time") or "")
        moment = cleaned.get("starts_at")
        if moment and abs(local_date(moment) - timezone.localdate()) > FURTHEST:
            self.add_error("other_date", _("วันนี้ไกลเกินไป กรุณาตรวจวันที่"))
            del cleaned["starts_at"]
        return cleaned

    def _chosen(self, value: str) -> dt.datetime | None:
        try:
            return dt.datetime.strptime(value, FORMAT).replace(tzinfo=BANGKOK)
        except ValueError:
            self.add_error("time", _("กรุณาเลือกเวลา"))
            return None
