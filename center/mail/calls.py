"""The list of calls to make, for the staff site's first page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from center.mail.kinds import KINDS, is_still_true, prefetch_about
from center.mail.models import Message
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

    A query for the messages and one for each model they are about, besides what the kinds ask.
    """
    now = now or timezone.now()
    asked_again = [kind.key for kind in KINDS if kind.lasting]
    left = Message.objects.to_call(now)
    told = Message.objects.filter(state=Message.State.TOLD, kind__in=asked_again, not_before__lte=now)
    found: list[tuple[tuple[bool, float, int], Call]] = []
    for message in (left | told).prefetch_related(prefetch_about()):
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
