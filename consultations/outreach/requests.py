"""The rules of villages' requests: asking, planning an event for one, declining, taking an answer back."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from center.places.models import Tambon
from center.visitors.numbers import free_number
from consultations.bookings.actors import VISITOR, By
from consultations.outreach import request_calls
from consultations.outreach.models import OutreachEvent, VillageRequest
from consultations.outreach.models.registration import LINK_KEPT_FOR

State = VillageRequest.State
# The secret link of a request works this long at least; that of a planned event as long as those of registrations.
OPEN_FOR = dt.timedelta(days=365)
# Two requests may draw one number at the same time, hardly three.
TRIES = 3


def ask(
    *,
    subject: str,
    name: str,
    phone: str,
    form_key: str,
    kind: str = VillageRequest.Kind.VISIT,
    when: str = "",
    people: int | None = None,
    on_behalf_of: str = "",
    tambon: Tambon | None = None,
    moo: int | None = None,
    details: str = "",
    letter_number: str = "",
    language: str = "th",
    by: By = VISITOR,
) -> VillageRequest:
    """Keep a village's request; it waits for staff. The same form sent again gives the first request.

    tambon None: outside of the district, or not said.
    """
    typed: dict[str, Any] = {
        "subject": subject,
        "name": name,
        "phone": phone,
        "kind": kind,
        "when": when,
        "people": people,
        "on_behalf_of": on_behalf_of,
        "tambon": tambon,
        "moo": moo,
        "details": details,
        "letter_number": letter_number,
        "language": language,
    }
    for _attempt in range(TRIES):
        try:
            return _create(by, form_key=form_key, **typed)
        except IntegrityError:
            if first := VillageRequest.objects.filter(form_key=form_key).first():
                return first
    return _create(by, form_key=form_key, **typed)  # whatever refuses now is no number that was drawn twice


def plan_event(request: VillageRequest, *, event: OutreachEvent, by: By) -> bool:
    """The event is what was asked for; who asked is called. Returns whether anything changed. Raises WrongState."""
    link_expires_at = max(request.link_expires_at, event.ends_at + LINK_KEPT_FOR)
    with transaction.atomic():
        changed = by.move(request, State.PLANNED, event=event, answer="", link_expires_at=link_expires_at)
        if changed:
            request_calls.planned(request)
    return changed


def decline(request: VillageRequest, *, answer: str, by: By) -> bool:
    """The center can't; who asked is called and reads the answer. Returns whether anything changed. Raises WrongState."""
    with transaction.atomic():
        changed = replace(by, reason=answer).move(request, State.DECLINED, event=None, answer=answer)
        if changed:
            request_calls.declined(request)
    return changed


def reopen(request: VillageRequest, *, by: By) -> bool:
    """Take the answer back: the request waits for staff again. An event planned for it stays. Raises WrongState."""
    with transaction.atomic():
        changed = by.move(request, State.RECEIVED, event=None, answer="")
        if changed:
            request_calls.reopened(request)
    return changed


@transaction.atomic
def _create(by: By, **fields: Any) -> VillageRequest:
    request = VillageRequest.objects.create(
        reference=free_number(VillageRequest.objects.all(), "reference"),
        link_expires_at=timezone.now() + OPEN_FOR,
        **fields,
    )
    by.log(request)
    return request
