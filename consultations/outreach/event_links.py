"""Links of an event's page on the staff site that other packages add: packages register them, the page lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from center.records.registry import Registry
from consultations.outreach.models import OutreachEvent


@dataclass(frozen=True)
class EventLink:
    """A link for whoever has the permission. url(event): empty where it makes no sense now."""

    key: str
    position: int
    label: Any
    permission: str
    url: Callable[[OutreachEvent], str]


LINKS: Registry[EventLink] = Registry("links of an event's page")


def links_of(event: OutreachEvent, user: Any) -> list[tuple[Any, str]]:
    """Label and address of each link that this user may follow. No query beside the permissions."""
    found = [(link.label, link.url(event)) for link in LINKS if user.has_perm(link.permission)]
    return [(label, url) for label, url in found if url]
