"""The list of calls to make, for the staff site's first page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from center.mail.kinds import KINDS, abouts_of, attach, is_still_true
from center.mail.models import Message
from center.records.batch import Answers, Deferred
from thai.phones import format_phone, tel_uri


@dataclass(frozen=True)
class Call:
    """One call to make. url: the page of what it is about, empty if there is none; urgent: stands first."""

    message: Message
    label: str
    url: str
    urgent: bool

    @property
    def phone(self) -> str:
        return format_phone(self.message.phone)

    @property
    def tel(self) -> str:
        """The tel: address of the phone number; empty if there is none."""
        return tel_uri(self.message.phone)


def calls_to_make(now: datetime | None = None) -> list[Call]:
    """The calls to make now, those first that are soon too late; tried in vain, a call stays. Reads only.

    A query for the messages, one for what they are about, and one for each relation of that (About.prefetched).
    """
    return deferred_calls(now).now()


def deferred_calls(now: datetime | None = None) -> Deferred[list[Call]]:
    """The same, read together with other things: the query for what the messages are about is saved."""
    now = now or timezone.now()
    asked_again = [kind.key for kind in KINDS if kind.lasting]
    told = Message.objects.filter(state=Message.State.TOLD, kind__in=asked_again, not_before__lte=now)
    messages = Message.objects.to_call(now) | told

    def calls(answers: Answers) -> list[Call]:
        attach(answers["messages"], answers)
        return _sorted_calls(answers["messages"], now)

    return Deferred(calls, {"messages": messages, **abouts_of(messages)})


def _sorted_calls(messages: Iterable[Message], now: datetime) -> list[Call]:
    found: list[tuple[tuple[bool, float, int], Call]] = []
    for message in messages:
        kind = KINDS.get(message.kind)
        if kind is None or not is_still_true(message):
            continue
        urgent = kind.is_urgent(message, now)
        if message.state == Message.State.TOLD and not urgent:
            continue
        until = message.useful_until
        if until is not None and until <= now and not kind.lasting:
            continue
        order = (not urgent, until.timestamp() if until else float("inf"), message.pk)
        found.append((order, Call(message, str(kind.label), kind.url(message) if kind.url else "", urgent)))
    return [call for _order, call in sorted(found, key=lambda pair: pair[0])]
