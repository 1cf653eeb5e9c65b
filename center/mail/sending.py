"""Sending one mail: looks again whether it is still true and useful, hands it to the mail server, notes what came of it.

No transaction is open while the mail server is talked to. A crash between its answer and our note sends the mail once
more; the Message-ID is the same then, so that many mail programs show it once.
"""

import logging
import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from center.jobs.kinds import Retry
from center.mail.kinds import KINDS, LINK, is_still_true
from center.mail.models import Message
from center.records.messages import Sentence
from center.records.states import StateChange, WrongState, move

logger = logging.getLogger("center.mail")
State = Message.State


class Undeliverable(Exception):
    """The server will never take this mail: the address doesn't exist, or the text is refused."""


def send(pk: int, *, last_attempt: bool = False) -> str:
    """Send a queued mail and return its state then; of any other message only the state, empty if it was deleted.

    Raises center.jobs.kinds.Retry where another attempt may succeed, unless it was the last: then, as for mail that will
    never be taken, the message becomes a call to make.
    """
    message = Message.objects.prefetch_related("about").filter(pk=pk).first()
    if message is None:
        return ""
    if message.state != State.QUEUED:
        return message.state
    if message.useful_until and message.useful_until <= timezone.now():
        return _ended(message, State.EXPIRED)
    if not is_still_true(message):
        return _ended(message, State.DROPPED)
    try:
        deliver(message)
    except Undeliverable as error:
        return _failed(message, str(error))
    except (smtplib.SMTPException, OSError) as error:
        if last_attempt:
            return _failed(message, type(error).__name__)
        reason = Sentence(gettext_noop("เครื่องส่งอีเมลไม่รับ: %(error)s"), error=_without_addresses(error))
        raise Retry(reason) from error
    return _ended(message, State.SENT, sent_at=timezone.now())


def deliver(message: Message) -> None:
    """Hand the mail to the mail server; blocks for EMAIL_TIMEOUT at most in each step.

    Raises Undeliverable, or what smtplib raises where the server may take it later.
    """
    try:
        composed(message).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if all(code >= 500 for code in codes):
            raise Undeliverable(f"SMTP {codes[0]}") from error
        raise
    except smtplib.SMTPDataError as error:
        if error.smtp_code >= 500:
            raise Undeliverable(f"SMTP {error.smtp_code}") from error
        raise
    except ValueError as error:  # BadHeaderError, and addresses that can't be encoded
        raise Undeliverable(type(error).__name__) from error


def composed(message: Message) -> EmailMultiAlternatives:
    """The mail as it leaves: plain text, with the secret link, and a calendar part if there is one."""
    kind = KINDS.get(message.kind)
    link = kind.link(message) if kind and kind.link else ""
    host = urlsplit(settings.SITE_URL).hostname
    mail = EmailMultiAlternatives(
        message.subject,
        message.body.replace(LINK, link),
        to=[message.email],
        headers={
            "Message-ID": f"<message-{message.pk}-{message.created_at:%Y%m%d%H%M%S%f}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    if message.calendar:
        mail.attach_alternative(message.calendar, f"text/calendar; method={_method_of(message.calendar)}")
    return mail


def _method_of(calendar: str) -> str:
    """REQUEST, CANCEL or PUBLISH, which the part's type has to repeat (RFC 6047)."""
    return next(line.removeprefix("METHOD:") for line in calendar.splitlines() if line.startswith("METHOD:"))


def _ended(message: Message, state: str, **values: Any) -> str:
    """Note the end. Who dropped the mail while it was on its way finds it sent; any other end that came first stays."""
    try:
        move(message, state, actor=StateChange.Actor.SYSTEM, **values)
    except WrongState as wrong:
        return wrong.state
    return state


def _failed(message: Message, reason: str) -> str:
    """Mail that can't be delivered becomes a call, so that nobody goes untold."""
    logger.warning("message %s can't be delivered: %s", message.pk, reason)
    with transaction.atomic():
        if _ended(message, State.FAILED) == State.FAILED:
            move(message, State.TO_CALL, actor=StateChange.Actor.SYSTEM, reason=reason)
    return message.state


def _without_addresses(error: Exception) -> str:
    """The error for staff: servers repeat the recipient's address in their texts, so only class and code."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
