"""Every message that registrations and changes of events cause. Each is a row of center.mail, written in the transaction
of its rule.

A party with an e-mail address gets mail. Others are called about what the center did or what became of the queue; what
they did themselves, the page or the officer has told them. Reminders are mail only: an event's list would fill the list
of calls. Who cancelled hears nothing of the event any more.
"""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import override

from center.mail.kinds import MessageKind
from center.mail.messages import Recipient, drop, messages_about, moment_in_details, queue, take_back
from center.mail.models import Message
from consultations.bookings.mail import GRACE, REMINDED_AT
from consultations.outreach.message_kinds import (
    BROUGHT_BACK,
    CANCELLED,
    CHANGED,
    EVENT_BROUGHT_BACK,
    EVENT_CANCELLED,
    EVENT_MOVED,
    EVENT_POSTPONED,
    REGISTERED,
    REMINDER,
    SEATED,
)
from consultations.outreach.message_texts import content_of
from consultations.outreach.models import Registration, Session
from thai.dates import BANGKOK, local_date

# That an event has begun meanwhile, or that its day had passed when it was put off, doesn't keep its news back.
USEFUL_FOR_A_DAY = dt.timedelta(days=1)

# --- What each rule causes -------------------------------------------------------------------------------------------


def registered(registration: Registration) -> None:
    """Queue what follows a new registration: the page or the officer has told, so there is mail only."""
    if registration.email:
        _queue(REGISTERED, registration)
    _remind(registration)


def seated(registration: Registration, sessions: Sequence[Session]) -> None:
    """Queue that a party of the queue has its seats in these sessions, and how to give them back."""
    _replace(SEATED, registration, details={"sessions": [session.pk for session in sessions]})
    _remind(registration)


def changed(registration: Registration) -> None:
    """Queue what follows a smaller party or a session given back: mail only."""
    if registration.email:
        _replace(CHANGED, registration)
    _remind(registration)


def cancelled(registration: Registration, *, by_staff: bool) -> None:
    """Queue what follows a cancelled registration; of a staff cancel nobody hears for three minutes."""
    drop(_left(registration))
    if registration.email or by_staff:
        _queue(CANCELLED, registration, not_before=timezone.now() + GRACE if by_staff else None)


def brought_back(registration: Registration) -> None:
    """Queue what follows an undone cancellation. Who hasn't heard of it hears nothing of its end, unless now waiting."""
    heard = take_back(registration, CANCELLED)
    if heard or registration.places.waiting().exists():
        _queue(BROUGHT_BACK, registration)
    _remind(registration)


def event_cancelled(registration: Registration) -> None:
    """Queue that the center cancelled the event; nobody hears for three minutes. For those who are still coming."""
    _replace(EVENT_CANCELLED, registration, not_before=timezone.now() + GRACE)


def event_postponed(registration: Registration) -> None:
    """Queue that the event doesn't take place on its day and has no new one; nobody hears for three minutes."""
    _replace(EVENT_POSTPONED, registration, not_before=timezone.now() + GRACE)


def event_moved(registration: Registration, former_start: dt.datetime) -> None:
    """Queue that the event has another day, time or place; former_start: when it was to begin, or begins still."""
    _replace(EVENT_MOVED, registration, former_start=former_start)
    _remind(registration)


def event_brought_back(registration: Registration) -> None:
    """Queue that the event takes place after all. Who hasn't heard that it doesn't hears nothing."""
    if take_back(registration, EVENT_CANCELLED, EVENT_POSTPONED):
        _queue(EVENT_BROUGHT_BACK, registration)
    _remind(registration)


# --- Parts of them ---------------------------------------------------------------------------------------------------


def _replace(
    kind: MessageKind,
    registration: Registration,
    *,
    not_before: dt.datetime | None = None,
    former_start: dt.datetime | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Queue a message that says all there is to say, instead of those that haven't left."""
    drop(_left(registration))
    _queue(kind, registration, not_before=not_before, former_start=former_start, details=details)


def _left(registration: Registration) -> list[Message]:
    """Messages that haven't left, without the reminder, which is told by its start whether it is still true."""
    return list(messages_about(registration).filter(state__in=Message.LEFT).exclude(kind=REMINDER.key))


def _remind(registration: Registration) -> None:
    """One mail for each start, on the day before; its text is what holds now. None where that moment has passed."""
    event = registration.event
    due = dt.datetime.combine(local_date(event.starts_at) - dt.timedelta(days=1), REMINDED_AT, BANGKOK)
    if registration.email and event.is_planned and due > timezone.now():
        _queue(
            REMINDER,
            registration,
            not_before=due,
            unique_key=f"{REMINDER.key}:{registration.pk}:{moment_in_details(event.starts_at)}",
        )


def _queue(
    kind: MessageKind,
    registration: Registration,
    *,
    not_before: dt.datetime | None = None,
    former_start: dt.datetime | None = None,
    unique_key: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Mail, or a call where there is no address; in the language of whoever registered. Nothing once the event is over."""
    event = registration.event
    if event.is_planned and event.has_ended:
        return
    news_until = max(event.starts_at, timezone.now() + USEFUL_FOR_A_DAY)
    with override(registration.language):
        content = content_of(kind, registration, former_start)
    queue(
        kind.key,
        to=Recipient(registration.name, registration.email, registration.phone, registration.language),
        content=content,
        about=registration,
        not_before=not_before,
        useful_until=event.starts_at if kind is REMINDER else news_until,
        unique_key=unique_key,
        details={"starts_at": moment_in_details(event.starts_at), **(details or {})},
    )
