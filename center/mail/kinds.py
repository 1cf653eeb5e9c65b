"""Registry of the kinds of message: packages register theirs in hooks.py. Rows store a kind's key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import QuerySet

from center.access.models import User
from center.mail.models import Message
from center.records.registry import Registry

# Stands in a stored text for the secret link, which is put in when the mail leaves.
LINK = "{{link}}"


@dataclass(frozen=True)
class MessageKind:
    """One kind of message.

    label: what it is about, for staff. still_true(message): whether it may still be sent or told; asked right before, so
    it reads the present state. link(message): the absolute address that replaces LINK in the text. url(message): the page
    of the staff site of what it is about. called(message, user): runs in the transaction that notes a call. rows(): the
    rows that messages of the kind are about, with whatever still_true and url read of them, so that lists need no query
    for each message; of one model all kinds give the same.
    lasting: the call stays on the list after useful_until, and near it (tops_within) stands first even if somebody
    was told, until it is no longer true.
    """

    key: str
    position: int
    label: Any
    still_true: Callable[[Message], bool]
    link: Callable[[Message], str] | None = None
    url: Callable[[Message], str] | None = None
    called: Callable[[Message, User], None] | None = None
    rows: Callable[[], QuerySet[Any]] | None = None
    lasting: bool = False
    tops_within: timedelta | None = None

    def is_urgent(self, message: Message, now: datetime) -> bool:
        """Whether the call stands first on the list."""
        if self.tops_within is None or message.useful_until is None:
            return False
        return message.useful_until - now <= self.tops_within


KINDS: Registry[MessageKind] = Registry("kinds of message")


def prefetch_about() -> GenericPrefetch[Any]:
    """For lists of messages whose kinds are asked whether they are still true: one query for each model, and its own."""
    by_model = {rows.model: rows for kind in KINDS if kind.rows for rows in [kind.rows()]}
    return GenericPrefetch("about", list(by_model.values()))


def label_of(key: str) -> str:
    """A kind's label in the reader's language; the key itself for an unknown kind."""
    kind = KINDS.get(key)
    return str(kind.label) if kind else key


def is_still_true(message: Message) -> bool:
    """Ask the message's kind; a message of a kind that no longer exists is sent to nobody."""
    kind = KINDS.get(message.kind)
    return kind is not None and kind.still_true(message)
