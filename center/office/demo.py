"""The demonstration's center: its texts, hours, further places, officers and this year's and next year's holidays."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from center.access.models import User
from center.office.holidays import office_holidays
from center.office.models import Center, Closure, Duty, OfficerCard, OpeningHours, ServiceDay, ServicePoint
from center.people.models import Person
from center.places.models import Tambon
from center.records.changes import written
from thai.dates import buddhist_year
from thai.phones import normalize_phone

FILE = Path(__file__).parent / "demo_data" / "center.toml"
MARK = "demo:"
# Who is on duty from Monday to Friday, by the keys of the demonstration's people, and an exception so many days from now.
ON_DUTY = ("chalaem", "bunma", "wilai", "prasoet", "sangwan")
EXCEPTION = (9, "amphon", "นางแฉล้มไปอบรม")


@transaction.atomic
def load() -> int:
    """Create the demonstration's center; returns 1, or 0 and changes nothing where there is a center already.

    Officers can't sign in: their users have no password and are no staff.
    """
    if Center.objects.exists():
        return 0
    with open(FILE, "rb") as file:
        data = tomllib.load(file)
    texts = {name: value.strip() for name, value in data["center"].items()}
    center = Center.objects.create(
        is_demonstration=True,
        tambon_id=texts.pop("tambon"),
        phone=normalize_phone(texts.pop("phone")),
        **texts,
    )
    for entry in data["hours"]:
        for weekday in entry["weekdays"]:
            for opens, closes in entry["spans"]:
                OpeningHours.objects.get_or_create(weekday=weekday, opens=opens, defaults={"closes": closes})
    for entry in data["point"]:
        key = MARK + entry.pop("key")
        ServicePoint.objects.create(source_key=key, tambon_id=entry.pop("tambon"), **entry)
    for entry in data["officer"]:
        _officer(entry)
    year = buddhist_year(timezone.localdate().year)
    for holiday_year in (year, year + 1):
        Closure.objects.add_holidays(office_holidays(holiday_year))
    written([center])
    return 1


@transaction.atomic
def load_duty() -> int:
    """Fill the duty roster with demonstration people; returns how many rows. A roster that is there stays as it is."""
    people = {
        (person.source_key or "").removeprefix(MARK): person
        for person in Person.objects.filter(source_key__startswith=MARK)
    }
    if Duty.objects.exists() or not people:
        return 0
    days, substitute, note = EXCEPTION
    rows = [Duty(weekday=weekday, person=people[key]) for weekday, key in enumerate(ON_DUTY)]
    rows.append(Duty(date=timezone.localdate() + timedelta(days=days), person=people[substitute], note=note))
    for row in rows:
        row.save()
    return len(rows)


def remove_duty() -> int:
    """Take demonstration people off the duty roster and out of the book of days; returns how many rows went."""
    ServiceDay.objects.filter(on_duty__source_key__startswith=MARK).update(on_duty=None)
    mine = Duty.objects.filter(person__source_key__startswith=MARK)
    count = mine.count()
    mine.delete()
    return count


def _officer(entry: dict[str, Any]) -> None:
    user, made = User.objects.get_or_create(username=entry["username"])
    if made:
        user.set_unusable_password()
        user.is_active = False
        user.save()
    OfficerCard.objects.create(
        user=user,
        phone=normalize_phone(entry["phone"]),
        **{name: entry[name] for name in ("name_th", "name_en", "title_th", "title_en", "extension")},
    )
    Tambon.objects.filter(code__in=entry["tambons"], officer=None).update(officer=user)


@transaction.atomic
def remove() -> int:
    """Delete the demonstration's center, places, officers and hours; returns how many centers were deleted.

    Office holidays stay: they are true of a real center too. A center that staff made stays with its hours.
    """
    mine = Center.objects.filter(is_demonstration=True)
    count = mine.count()
    for center in mine:
        OpeningHours.objects.all().delete()
        center.delete()
        written([center])
    ServicePoint.objects.filter(source_key__startswith=MARK).delete()
    User.objects.filter(username__startswith="demo-officer-").delete()
    return count
