"""Asking to be called back, where no time suits."""

from typing import Any

from django.db import IntegrityError, transaction

from center.places.models import Tambon
from center.records.states import StateChange, log
from committee.speakers.models import Topic
from consultations.bookings.models import CallbackRequest


def ask(
    *,
    name: str,
    phone: str,
    form_key: str,
    topic: Topic | None = None,
    tambon: Tambon | None = None,
    when: str = "",
    question: str = "",
) -> CallbackRequest:
    """Keep a visitor's request to be called back; it waits for staff. The same form sent again gives the first request.

    tambon None: outside of the district.
    """
    typed: dict[str, Any] = {"name": name, "phone": phone, "tambon": tambon, "when": when, "question": question}
    try:
        with transaction.atomic():
            callback = CallbackRequest.objects.create(form_key=form_key, topic=topic, **typed)
            log(callback, actor=StateChange.Actor.VISITOR)
    except IntegrityError:
        if first := CallbackRequest.objects.filter(form_key=form_key).first():
            return first
        raise
    return callback
