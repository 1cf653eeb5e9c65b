"""The secret address of an adviser's calendar feed: made, renewed and taken back by staff."""

from center.access.models import User
from center.visitors.secret_links import new_key
from consultations.calendar.models import CalendarSettings


def renew(settings: CalendarSettings, *, by: User) -> str:
    """Give the feed a new key, which ends the old address. Returns the key. Writes, with its history."""
    return _set(settings, new_key(), by) or ""


def stop(settings: CalendarSettings, *, by: User) -> None:
    """Let no address work any more. Writes, with its history."""
    _set(settings, None, by)


def _set(settings: CalendarSettings, key: str | None, by: User) -> str | None:
    settings.feed_key = key
    settings._history_user = by  # type: ignore[attr-defined]
    settings.save(update_fields=["feed_key"])
    return key
