"""The log of an appointment in words: who booked, moved, handed over or cancelled it, and what it was before."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from committee.speakers.models import Speaker
from consultations.bookings.models import Booking
from thai.dates import clock, local_date, short_date


@dataclass(frozen=True)
class Change:
    """One line: at (aware), what was done, and by whom, from what time or adviser, why."""

    at: dt.datetime
    what: str
    further: list[str]


def changes_of(booking: Booking) -> Iterator[Change]:
    """All changes, the latest first. Two queries at most."""
    changes = list(booking.state_changes.select_related("by", "content_type"))
    former = {change.details.get("speaker") for change in changes}
    advisers = {
        speaker.pk: str(speaker) for speaker in Speaker.objects.filter(pk__in=former - {None}).select_related("person")
    }
    for change in changes:
        who = change.by.get_full_name() or change.by.get_username() if change.by else change.get_actor_display()
        further = [_("โดย %s") % who]
        what = str(change)
        if change.before and "starts_at" in change.details:
            what = _("เลื่อนหรือเปลี่ยนผู้ให้คำปรึกษา")
            further.append(_("เดิม %s") % _before(change.details, advisers))
        if change.reason:
            further.append(change.reason)
        yield Change(change.at, what, further)


def _before(details: dict[str, Any], advisers: dict[int, str]) -> str:
    language = get_language() or "th"
    moment = dt.datetime.fromisoformat(details["starts_at"])
    parts = [
        short_date(local_date(moment), language),
        clock(moment, language),
        advisers.get(details.get("speaker", 0), ""),
    ]
    return " ".join(part for part in parts if part)
