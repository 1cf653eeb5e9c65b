"""Demonstration of the registers: a year of invented visits on the center's open days, gone by one call.

Written in bulk, without a log: they were never recorded by anybody. The same day gives the same visits.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from center.office.models import ServiceDay
from center.people.models import Person
from center.places.models import Tambon
from center.records.states import StateChange
from committee.speakers.models import Topic
from consultations.bookings.actors import By
from consultations.bookings.models import Booking
from consultations.outreach.models import OutreachEvent, Registration
from consultations.registers import visits
from consultations.registers.models import FollowUp, Outcome, SheetRow, Visit
from consultations.registers.outcomes import FOLLOWED_UP_AFTER
from thai.dates import BANGKOK, local_date

MARK = "demo:"
DAYS = 365
STAFF = By(actor=StateChange.Actor.STAFF)
Channel, Kind = Visit.Channel, Outcome.Kind
# How often each comes, of all that come: (value, weight).
CHANNELS = ((Channel.WALK_IN, 70), (Channel.PHONE, 18), (Channel.LINE, 12))
KINDS = ((Kind.ADVISED, 60), (Kind.FORM, 20), (Kind.REFERRED, 8), (Kind.CASE, 7), (Kind.AGAIN, 5))
PEOPLE = ((1, 85), (2, 11), (4, 4))
GENDERS = (("female", 68), ("male", 32))
NOTE = "ข้อมูลสาธิต"
Value = TypeVar("Value")


def load() -> int:
    """Add a year of visits where there are none, and those of demonstration appointments that were served; how many.

    Without topics nobody is served. Load people, speakers, appointments and events before.
    """
    with transaction.atomic():
        added = sum(_of_booking(booking) for booking in _served())
        added += sum(_of_registration(registration) for registration in _registered())
        if not Visit.objects.filter(source_key__startswith=MARK).exists():
            added += _year(timezone.localdate())
    return added


def remove() -> int:
    """Take them away, and what somebody trying the demonstration recorded of its people, topics and events; how many."""
    of_demo = Q(source_key__startswith=MARK)
    for field in ("booking", "registration", "event", "topic", "person", "producer", "group", "speaker"):
        key = "event__source_key" if field == "registration" else "source_key"
        of_demo |= Q(**{f"{field}__{key}__startswith": MARK})
    with transaction.atomic():
        rows = Visit.objects.filter(of_demo)
        pks = list(rows.values_list("pk", flat=True))
        SheetRow.objects.filter(visit__in=pks).delete()
        Visit.objects.filter(pk__in=pks).delete()
        ServiceDay.objects.filter(note=NOTE).delete()
    return len(pks)


def _served() -> Iterator[Booking]:
    rows = Booking.objects.filter(source_key__startswith=MARK, state=Booking.State.SERVED, visit=None)
    yield from rows.select_related("person", "topic", "speaker", "tambon", "session__event")


def _registered() -> Iterator[Registration]:
    """Those of demonstration events that are over and of which it is noted how many came."""
    over = OutreachEvent.objects.filter(
        source_key__startswith=MARK, ends_at__lte=timezone.now(), attended__isnull=False
    )
    rows = Registration.objects.filter(event__in=over, visit=None).coming()
    yield from rows.select_related("event", "person", "tambon")


def _of_booking(booking: Booking) -> int:
    visits.of_booking(booking, by=STAFF)
    return 1


def _of_registration(registration: Registration) -> int:
    visits.of_registration(registration, people=registration.party_size, by=STAFF)
    return 1


def _year(today: dt.date) -> int:
    """One to three visits on each weekday of the year before today, with what came of them."""
    chance = random.Random(2402)  # noqa: S311  # invented data, the same each time
    topics = list(Topic.objects.filter(active=True))
    if not topics:
        return 0
    people = list(Person.objects.filter(source_key__startswith=MARK, merged_into=None).order_by("source_key"))
    tambons = list(Tambon.objects.all())
    rows = [
        _visit(chance, day, number, topics, people, tambons)
        for day in _weekdays(today)
        for number in range(chance.choice((1, 1, 2, 3)))
    ]
    stored = Visit.objects.bulk_create(rows)
    Outcome.objects.bulk_create(
        Outcome(visit=visit, kind=_one_of(chance, KINDS), noted_at=visit.served_at) for visit in stored
    )
    FollowUp.objects.bulk_create(_follow_up(chance, visit, today) for visit in stored if chance.random() < 0.12)
    known = set(ServiceDay.objects.values_list("date", flat=True))
    ServiceDay.objects.bulk_create(ServiceDay(date=day, note=NOTE) for day in _weekdays(today) if day not in known)
    return len(stored)


def _weekdays(today: dt.date) -> Iterator[dt.date]:
    days = (today - dt.timedelta(days=back) for back in range(DAYS, 0, -1))
    return (day for day in days if day.weekday() < 5)


def _visit(
    chance: random.Random,
    day: dt.date,
    number: int,
    topics: Sequence[Topic],
    people: Sequence[Person],
    tambons: Sequence[Tambon],
) -> Visit:
    served_at = dt.datetime.combine(day, dt.time(9 + 2 * number, chance.choice((5, 20, 35, 50))), BANGKOK)
    person = chance.choice(people) if people and chance.random() < 0.3 else None
    tambon = person.tambon if person else chance.choice(tambons) if tambons and chance.random() < 0.9 else None
    return Visit(
        served_at=served_at,
        day=day,
        year=day.year,
        month=day.month,
        channel=_one_of(chance, CHANNELS),
        people=_one_of(chance, PEOPLE),
        topic=chance.choice(topics),
        name=str(person) if person else "",
        phone=person.phone if person else "",
        gender=(person.gender if person else "") or _one_of(chance, GENDERS),
        tambon=tambon,
        moo=person.moo if person else chance.randint(1, 6) if tambon else None,
        person=person,
        satisfaction=chance.choice((None, None, 3, 4, 5, 5)),
        recorded_at=served_at,
        source_key=f"{MARK}visit:{day:%Y%m%d}:{number}",
    )


def _follow_up(chance: random.Random, visit: Visit, today: dt.date) -> FollowUp:
    due_on = local_date(visit.served_at) + FOLLOWED_UP_AFTER
    if due_on > today - dt.timedelta(days=20):
        return FollowUp(visit=visit, due_on=due_on)
    incomes = [choice for choice in FollowUp.Income.values if choice != FollowUp.Income.NONE]
    before = chance.randrange(len(incomes) - 1)
    return FollowUp(
        visit=visit,
        due_on=due_on,
        state=FollowUp.State.DONE,
        means=chance.choice(FollowUp.Means.values),
        income_before=incomes[before],
        income_after=incomes[before + chance.choice((0, 1))],
        jobs=chance.choice((None, 0, 1, 2)),
        done_on=due_on + dt.timedelta(days=chance.randint(0, 9)),
    )


def _one_of(chance: random.Random, weighted: Sequence[tuple[Value, int]]) -> Value:
    values, weights = zip(*weighted, strict=True)
    chosen: Value = chance.choices(values, weights)[0]
    return chosen
