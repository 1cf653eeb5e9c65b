"""Registry of the kinds of message: packages register theirs in hooks.py. Rows store a kind's key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet, prefetch_related_objects

from center.access.models import User
from center.mail.models import Message
from center.records.batch import Answers, Asked, Rows
from center.records.registry import Registry

# Stands in a stored text for the secret link, which is put in when the mail leaves.
LINK = "{{link}}"


@dataclass(frozen=True)
class About:
    """What kinds read of the rows that their messages are about: columns, and relations that cost a query of their own."""

    model: type[Model]
    columns: tuple[str, ...]
    prefetched: tuple[str, ...] = ()


@dataclass(frozen=True)
class MessageKind:
    """One kind of message.

    label: what it is about, for staff. still_true(message): whether it may still be sent or told; asked right before, so
    it reads the present state. link(message): the absolute address that replaces LINK in the text. url(message): the page
    of the staff site of what it is about. called(message, user): runs in the transaction that notes a call. about: what
    still_true and url read, so that lists need no query for each message; of one model all kinds give the same.
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
    about: About | None = None
    lasting: bool = False
    tops_within: timedelta | None = None

    def is_urgent(self, message: Message, now: datetime) -> bool:
        """Whether the call stands first on the list."""
        if self.tops_within is None or message.useful_until is None:
            return False
        return message.useful_until - now <= self.tops_within


KINDS: Registry[MessageKind] = Registry("kinds of message")


def _abouts() -> dict[type[Model], About]:
    return {kind.about.model: kind.about for kind in KINDS if kind.about}


def abouts_of(messages: QuerySet[Message]) -> Asked:
    """What the messages are about, to be read with other things and given to attach()."""
    return {
        f"about:{model._meta.label_lower}": Rows(
            model._default_manager.filter(
                pk__in=messages.filter(content_type=ContentType.objects.get_for_model(model)).values("object_id")
            ),
            about.columns,
        )
        for model, about in _abouts().items()
    }


def attach(messages: Iterable[Message], answers: Answers) -> None:
    """Give messages what they are about, from the answers to abouts_of(); None to those whose row is gone.

    A query for each relation that some kind's About names, and for each model of which no kind has one.
    """
    by_type: dict[int | None, list[Message]] = defaultdict(list)
    for message in messages:
        by_type[message.content_type_id].append(message)
    field = Message._meta.get_field("about")
    for model, about in _abouts().items():
        rows = {row.pk: row for row in answers[f"about:{model._meta.label_lower}"]}
        for message in by_type.pop(ContentType.objects.get_for_model(model).pk, ()):
            field.set_cached_value(message, rows.get(message.object_id))
        if rows and about.prefetched:
            prefetch_related_objects(list(rows.values()), *about.prefetched)
    prefetch_related_objects([message for others in by_type.values() for message in others], "about")


def label_of(key: str) -> str:
    """A kind's label in the reader's language; the key itself for an unknown kind."""
    kind = KINDS.get(key)
    return str(kind.label) if kind else key


def is_still_true(message: Message) -> bool:
    """Ask the message's kind; a message of a kind that no longer exists is sent to nobody."""
    kind = KINDS.get(message.kind)
    return kind is not None and kind.still_true(message)
