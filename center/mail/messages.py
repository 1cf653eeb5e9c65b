"""The rules of messages: queueing, taking back, noting calls, expiring, forgetting.

A message is a row in the transaction that causes it: rolled back with it, and never lost after it.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone

from center.access.models import User
from center.jobs.queue import enqueue
from center.mail.kinds import KINDS, MessageKind, abouts_of, attach, is_still_true
from center.mail.models import Message
from center.records import batch
from center.records.states import StateChange, forget_reasons, log, move

State = Message.State
PERSONAL_TEXTS = ("name", "email", "phone", "subject", "body", "line_text", "calendar")


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to. With an e-mail address it is mail, else a call to make."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "th"


@dataclass(frozen=True)
class Content:
    """What a message says. line_text: for LINE and for who calls, without a secret link. calendar: iCalendar, UTF-8."""

    subject: str
    body: str
    line_text: str
    calendar: bytes = b""


@transaction.atomic
def queue(
    kind: str,
    *,
    to: Recipient,
    content: Content,
    about: models.Model | None = None,
    not_before: datetime | None = None,
    useful_until: datetime | None = None,
    unique_key: str = "",
    details: dict[str, Any] | None = None,
) -> Message:
    """Insert a message in the caller's transaction: mail and its job where there is an address, else a call to make.

    not_before, useful_until: aware; its first and last useful moment. unique_key: a message with the same key is
    returned instead of a second one; its texts become the new ones while it hasn't left. Raises LookupError for an
    unregistered kind, ValueError for a subject or address with a line break or another control character,
    ValidationError for an address that is none.
    """
    if KINDS.get(kind) is None:
        raise LookupError(f"No kind of message {kind!r} is registered.")
    _refuse_control_characters(content.subject, to.email)
    if to.email:
        validate_email(to.email)
    texts = {
        "name": to.name,
        "email": to.email,
        "phone": to.phone,
        "language": to.language,
        "subject": content.subject,
        "body": content.body,
        "line_text": content.line_text,
        "calendar": content.calendar.decode(),
    }
    if unique_key and (first := Message.objects.filter(unique_key=unique_key).first()):
        return _renewed(first, texts)
    message = Message.objects.create(
        kind=kind,
        about=about,
        state=State.QUEUED if to.email else State.TO_CALL,
        not_before=not_before or timezone.now(),
        useful_until=useful_until,
        unique_key=unique_key,
        details=details or {},
        **texts,
    )
    log(message, actor=StateChange.Actor.SYSTEM)
    if message.state == State.QUEUED:
        enqueue_sending(message)
    return message


def enqueue_sending(message: Message) -> None:
    """Queue the job that sends the mail, unless it is queued already."""
    enqueue(
        "send_message",
        arguments={"message": message.pk},
        unique_key=f"message:{message.pk}",
        run_at=message.not_before,
    )


def messages_about(row: models.Model) -> models.QuerySet[Message]:
    """All messages about a row, the latest first."""
    content_type = ContentType.objects.get_for_model(row)
    return Message.objects.filter(content_type=content_type, object_id=row.pk)


def drop(messages: Iterable[Message], *, reason: str = "") -> None:
    """Take back messages that haven't left and calls that haven't been made; others stay as they are."""
    for message in messages:
        if message.state in Message.LEFT:
            move(message, State.DROPPED, actor=StateChange.Actor.SYSTEM, reason=reason)


def take_back(row: models.Model, *kinds: MessageKind) -> bool:
    """Drop the messages of these kinds about a row that haven't left; returns whether somebody may have heard of one."""
    messages = list(messages_about(row).filter(kind__in=[kind.key for kind in kinds]))
    heard = any(_may_have_been_heard(message) for message in messages)
    drop(messages)
    return heard


def _may_have_been_heard(message: Message) -> bool:
    """Mail whose time has come can be on its way already."""
    if message.state == State.QUEUED:
        return message.not_before <= timezone.now()
    return message.state in (State.SENT, State.TOLD)


def moment_in_details(moment: datetime) -> str:
    """An aware moment as a message's details keep it, in UTC; equal for equal moments."""
    return moment.astimezone(UTC).isoformat()


# --- Calls ---------------------------------------------------------------------------------------------------------


def told(message: Message, *, by: User) -> bool:
    """The person was called or written to. False if that was noted already. Raises WrongState for mail."""
    return _call(message, State.TOLD, by)


def not_reached(message: Message, *, by: User) -> bool:
    """Nobody answered: the call stays on the list. False if that was noted already. Raises WrongState for mail."""
    return _call(message, State.NOT_REACHED, by)


def undo_call(message: Message, *, by: User) -> bool:
    """The call is still to be made. False if it is. Raises WrongState for mail."""
    return _call(message, State.TO_CALL, by)


def _call(message: Message, state: str, by: User) -> bool:
    with transaction.atomic():
        if not move(message, state, by=by):
            return False
        kind = KINDS.get(message.kind)
        if kind and kind.called:
            kind.called(message, by)
    return True


# --- In the course of time -----------------------------------------------------------------------------------------


def settle(now: datetime) -> dict[str, int]:
    """End calls that came too late or are no longer true, and queue again mail whose job is gone. Returns how many.

    A job can be gone because staff cancelled it or a fault of ours ended it. Run hourly; changes nothing twice.
    """
    counts = {"expired": 0, "dropped": 0, "queued": 0}
    to_call = Message.objects.to_call(now)
    attach(to_call, batch.read(abouts_of(to_call)))
    for message in to_call:
        kind = KINDS.get(message.kind)
        if not is_still_true(message):
            move(message, State.DROPPED, actor=StateChange.Actor.SYSTEM)
            counts["dropped"] += 1
        elif message.useful_until and message.useful_until <= now and not (kind and kind.lasting):
            move(message, State.EXPIRED, actor=StateChange.Actor.SYSTEM)
            counts["expired"] += 1
    for message in Message.objects.filter(state=State.QUEUED, not_before__lte=now):
        enqueue_sending(message)
        counts["queued"] += 1
    return counts


def forget_outdated(now: datetime) -> int:
    """Empty names, addresses and texts of messages that ended KEPT before now. Returns how many.

    Kind, state and moments stay for the statistics. Run daily; running it again finds nothing.
    """
    return anonymize(Message.objects.outdated(now))


def anonymize(messages: models.QuerySet[Message]) -> int:
    """Empty whatever tells who was written to or called, in messages and their log; returns how many."""
    emptied = dict.fromkeys(PERSONAL_TEXTS, "")
    with transaction.atomic():
        pks = list(messages.values_list("pk", flat=True))
        forget_reasons(Message, pks)
        return Message.objects.filter(pk__in=pks).update(**emptied, details={}, is_forgotten=True)


# --- Parts of the rules --------------------------------------------------------------------------------------------


def _renewed(message: Message, texts: dict[str, str]) -> Message:
    """Let a message that hasn't left say what is true now; the way it goes stays."""
    locked = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if locked.state in Message.LEFT:
        names = [name for name in texts if name != "email"]
        for name in names:
            setattr(locked, name, texts[name])
        locked.save(update_fields=names)
    return locked


def _refuse_control_characters(*headers: str) -> None:
    for header in headers:
        if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in header):
            raise ValueError("a header of a mail has no control characters")
