"""Whoever comes to the counter, calls or writes without an appointment: one act of staff, from their name to what came of it."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction

from center.documents.models import Document
from center.people.models import Person
from center.places.models import Tambon
from center.records.changes import written
from committee.speakers.models import Topic
from consultations.bookings.actors import By
from consultations.registers import outcomes, visits
from consultations.registers.models import Outcome, Visit
from consultations.registers.visits import NOBODY_NAMED, Served
from thai.folding import fold
from thai.names import split_name

MOST_PROPOSED = 8


@dataclass(frozen=True)
class Result:
    """What came of it, as ticked at the counter. follow_up_on: the day to ask again, None for never."""

    kind: str = Outcome.Kind.ADVISED
    document: Document | None = None
    follow_up_on: dt.date | None = None


ADVISED = Result()


def proposed(typed: str) -> list[Person]:
    """People of the registers whom a typed name, phone number or village may mean. Two queries, none for no text."""
    if not typed.strip():
        return []
    rows = Person.objects.one_record_each().containing(typed).select_related("tambon")
    return list(rows[:MOST_PROPOSED])


def namesakes(name: str) -> list[Person]:
    """People of the registers who are called exactly so, whatever their titles."""
    parts = split_name(name)
    full = f"{parts.first_name} {parts.surname}".strip()
    return [person for person in proposed(full) if fold(person.full_name()) == fold(full)]


def receive(
    *,
    served: Served = NOBODY_NAMED,
    is_new: bool = False,
    topic: Topic,
    channel: str = Visit.Channel.WALK_IN,
    at: dt.datetime | None = None,
    people: int = 1,
    satisfaction: int | None = None,
    result: Result = ADVISED,
    form_key: str,
    by: By,
) -> Visit:
    """Record the visit with what came of it. is_new: somebody whom the registers get to know now.

    at: now by default. A form sent twice (the same form_key) gives the visit that stands. Raises NotYet, BeforeTheVisit,
    MonthClosed.
    """
    with transaction.atomic():
        if stands := Visit.objects.filter(form_key=form_key).first():
            return stands
        if is_new:
            served = replace(served, person=_new_person(served, by))
        visit = visits.record(
            served=served,
            channel=channel,
            at=at,
            people=people,
            topic=topic,
            satisfaction=satisfaction,
            form_key=form_key,
            by=by,
        )
        if not Outcome.objects.filter(visit=visit).exists():  # else another request recorded it just now
            outcomes.note(visit, kind=result.kind, document=result.document, by=by)
            if result.follow_up_on:
                outcomes.follow_up(visit, due_on=result.follow_up_on, by=by)
    return visit


def _new_person(served: Served, by: By) -> Person:
    name = split_name(served.name)
    tambon: Tambon | None = served.tambon
    person = Person(
        title=name.title,
        first_name=name.first_name,
        surname=name.surname,
        phone=served.phone,
        gender=served.gender,
        tambon=tambon,
        moo=served.moo,
    )
    person._history_user = by.user  # type: ignore[attr-defined]
    person.save()
    written([person])
    return person
