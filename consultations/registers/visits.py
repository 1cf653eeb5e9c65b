"""Recording who was served: at the counter, by appointment, at an event, from paper. The only writer of Visit.

Each rule is one transaction with its StateChange. In a closed month each needs a reason in `by` (MonthClosed).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.products.models import Producer
from center.access.models import User
from center.people.models import Group, Person
from center.places.models import Tambon
from center.records.changes import written
from committee.speakers.models import Speaker, Topic
from consultations.bookings.actors import By
from consultations.bookings.models import Booking
from consultations.outreach.models import OutreachEvent, Registration
from consultations.registers import closing
from consultations.registers.models import Outcome, Visit
from consultations.registers.refusals import AfterItsOutcome, NotYet
from thai.dates import local_date


@dataclass(frozen=True)
class Served:
    """Whom a visit is about, as given; all of it may be missing."""

    name: str = ""
    phone: str = ""
    gender: str = ""
    tambon: Tambon | None = None
    moo: int | None = None
    outside: str = ""
    person: Person | None = None
    producer: Producer | None = None
    group: Group | None = None

    @classmethod
    def known(cls, person: Person) -> "Served":
        """Somebody of the registers, with the name, phone and village on record."""
        return cls(str(person), person.phone, person.gender, person.tambon, person.moo, person=person)


NOBODY_NAMED = Served()


def record(
    *,
    served: Served = NOBODY_NAMED,
    channel: str = Visit.Channel.WALK_IN,
    at: dt.datetime | None = None,
    people: int = 1,
    topic: Topic | None = None,
    event: OutreachEvent | None = None,
    served_by: User | None = None,
    speaker: Speaker | None = None,
    satisfaction: int | None = None,
    form_key: str | None = None,
    by: By,
    **origin: Booking | Registration | None,
) -> Visit:
    """Record that somebody was served. at: now by default. served_by: `by.user` by default. satisfaction: 1 to 5.

    A form sent twice (the same form_key) gives the visit that stands. origin: `booking` or `registration`. Raises NotYet,
    MonthClosed.
    """
    at = at or timezone.now()
    check(at, by=by)
    with transaction.atomic():
        if form_key and (stands := Visit.objects.filter(form_key=form_key).first()):
            return stands
        visit = Visit(
            **{field: getattr(served, field) for field in Served.__dataclass_fields__},
            channel=channel,
            served_at=at,
            people=people,
            topic=topic,
            event=event,
            served_by=served_by or by.user,
            speaker=speaker,
            satisfaction=satisfaction,
            form_key=form_key,
            recorded_by=by.user,
            **origin,
        )
        visit._history_user = by.user  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                visit.save()
        except IntegrityError:
            if form_key and (stands := Visit.objects.filter(form_key=form_key).first()):
                return stands
            raise
        by.log(visit)
        written([visit])
    return visit


def correct(visit: Visit, *, by: By, **changes: Any) -> Visit:
    """Change what a visit says: any of its columns but its state. Both months, the former and the new, must be open.

    Raises NotYet, AfterItsOutcome, MonthClosed.
    """
    with transaction.atomic():
        stored = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
        closing.check(stored.day, by=by)
        served_at = changes.get("served_at", stored.served_at)
        check(served_at, by=by)
        outcome = Outcome.objects.filter(visit=stored).first() if served_at > stored.served_at else None
        if outcome is not None and local_date(served_at) > local_date(outcome.noted_at):
            raise AfterItsOutcome
        for field, value in changes.items():
            setattr(stored, field, value)
        stored._history_user = by.user  # type: ignore[attr-defined]
        stored.save()
        if by.reason:
            by.log(stored, before=stored.state, details={"corrected": sorted(changes)})
        written([stored])
    return stored


def point_at(visit: Visit, *, person: Person | None, producer: Producer | None, group: Group | None, by: By) -> Visit:
    """Say whom of the registers a visit is about. What was given at the counter stays, and no figure changes."""
    with transaction.atomic():
        stored = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
        stored.person, stored.producer, stored.group = person, producer, group
        stored._history_user = by.user  # type: ignore[attr-defined]
        stored.save(update_fields=["person", "producer", "group"])
    return stored


def void(visit: Visit, *, by: By) -> bool:
    """Take a visit back: it counts nowhere and stays to be seen. Returns whether anything changed. Raises MonthClosed."""
    closing.check(visit.day, by=by)
    return by.move(visit, Visit.State.VOID)


def restore(visit: Visit, *, by: By) -> bool:
    """Count a visit again that was taken back. Returns whether anything changed. Raises MonthClosed."""
    closing.check(visit.day, by=by)
    return by.move(visit, Visit.State.COUNTED)


def of_booking(booking: Booking, *, by: By) -> Visit | None:
    """Make the visit agree with what became of an appointment: one visit where somebody came, none that counts otherwise.

    Called in the transaction that marks the appointment. Raises MonthClosed.
    """
    visit = Visit.objects.filter(booking=booking).first()
    if booking.state != Booking.State.SERVED:
        if visit is not None:
            void(visit, by=by)
        return visit
    if visit is not None:
        restore(visit, by=by)
        return visit
    served = Served(
        name=booking.name,
        phone=booking.phone,
        gender=booking.person.gender if booking.person else "",
        tambon=booking.tambon,
        moo=booking.person.moo if booking.person else None,
        outside=booking.outside,
        person=booking.person,
        producer=booking.producer,
        group=booking.group,
    )
    # Whoever is marked before the hour has come early.
    at = min(booking.starts_at, timezone.now())
    event = booking.session.event if booking.session else None
    return record(
        served=served,
        channel=Visit.Channel.BOOKED,
        at=at,
        topic=booking.topic,
        event=event,
        speaker=booking.speaker,
        booking=booking,
        by=by,
    )


def of_registration(registration: Registration, *, people: int, by: By) -> Visit:
    """Record that a registered party came, `people` of them; recorded again, the number is put right.

    Raises NotYet before the event's start, MonthClosed.
    """
    visit = Visit.objects.filter(registration=registration).first()
    if visit is not None:
        restore(visit, by=by)
        return visit if visit.people == people else correct(visit, people=people, by=by)
    served = Served(
        name=registration.name,
        phone=registration.phone,
        gender=registration.person.gender if registration.person else "",
        tambon=registration.tambon,
        moo=registration.moo,
        outside=registration.outside,
        person=registration.person,
    )
    return record(
        served=served,
        channel=Visit.Channel.EVENT,
        at=registration.event.starts_at,
        people=people,
        event=registration.event,
        registration=registration,
        by=by,
    )


def of_event(came: Mapping[Registration, int], *, by: By) -> None:
    """Make the visits agree with how many came of each registered party, 0 for none: all of them or none.

    Raises NotYet before the event's start, MonthClosed.
    """
    with transaction.atomic():
        stand = {visit.registration_id: visit for visit in Visit.objects.filter(registration__in=came)}
        for registration, people in came.items():
            visit = stand.get(registration.pk)
            if people:
                if visit is None or not visit.is_counted or visit.people != people:
                    of_registration(registration, people=people, by=by)
            elif visit is not None and visit.is_counted:
                void(visit, by=by)


def check(at: dt.datetime, *, by: By) -> None:
    """Whether something that happened then may be recorded. Raises NotYet for the future, MonthClosed."""
    if at > timezone.now():
        raise NotYet
    closing.check(local_date(at), by=by)
