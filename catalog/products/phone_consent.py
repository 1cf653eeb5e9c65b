"""Showing a producer's phone on the website: only with a consent of its contact person, and no longer than that holds."""

import datetime as dt
from collections.abc import Iterable

from django.db import models, transaction
from simple_history.utils import bulk_update_with_history

from catalog.products.models import Producer
from center.access.models import User
from center.people import consent
from center.people.models import Consent, Person
from center.records.changes import written

Purpose = Consent.Purpose


def consent_of(producer: Producer) -> Consent | None:
    """The contact person's consent in force, None without either. One query."""
    if producer.contact_id is None:
        return None
    given: Consent | None = Consent.objects.in_force().filter(person=producer.contact_id, purpose=Purpose.PHONE).first()
    return given


def record(*, producer: Producer, person: Person, on: dt.date, channel: str, by: User) -> Consent:
    """Record who allowed the producer's phone to be shown: that person becomes its contact, and the phone is shown.

    person: may be new. Raises IntegrityError for a producer without phone and LINE, which the page refuses first.
    """
    with transaction.atomic():
        if person._state.adding:
            person._history_user = by  # type: ignore[attr-defined]
            person.save()
        given = consent.give(person=person, purpose=Purpose.PHONE, on=on, channel=channel, by=by)
        locked = Producer.objects.select_for_update(no_key=True).get(pk=producer.pk)
        locked.contact, locked.phone_shown = person, True
        locked._history_user = by
        locked.save(update_fields=["contact", "phone_shown"])
        written([person])
        written([locked])
    return given


def stop(*, producer: Producer, on: dt.date, by: User) -> bool:
    """Show the producer's phone no more, and record that the consent was withdrawn, if there is one.

    Returns whether it was shown or allowed until now. Raises ValidationError for a day before the consent was given.
    """
    given = consent_of(producer)
    with transaction.atomic():
        withdrawn = consent.withdraw(given, on=on, by=by) if given else False
        locked = Producer.objects.select_for_update(no_key=True).get(pk=producer.pk)
        if not locked.phone_shown:
            return withdrawn
        _hide([locked], by=by)
    return True


def hide_withdrawn(consents: Iterable[models.Model]) -> None:
    """Follow-up work after consents were written: phones of contacts whose consent doesn't hold any more are hidden."""
    people = {row.person_id for row in consents if isinstance(row, Consent) and row.purpose == Purpose.PHONE}
    allowing = Person.objects.allowing(Purpose.PHONE).filter(pk__in=people)
    shown = Producer.objects.filter(contact__in=people, phone_shown=True).exclude(contact__in=allowing)
    _hide(list(shown.order_by("pk")), by=None)


def _hide(producers: list[Producer], *, by: User | None) -> None:
    if producers:
        for producer in producers:
            producer.phone_shown = False
        bulk_update_with_history(producers, Producer, ["phone_shown"], default_user=by)
        written(producers)
