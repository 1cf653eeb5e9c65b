"""Demonstration announcements, all invented, with dates relative to the day of loading; remove() deletes them."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from center.documents.models import Document
from center.news.models import Announcement

FOLDER = Path(__file__).parent / "demo_data"
# Prefix of source_key that marks demonstration rows.
MARK = "demo:"
TEXTS = ("kind", "name_th", "name_en", "body_th", "body_en")
CLOSING_TIME = time(16, 30)


def load() -> int:
    """Add the missing demonstration announcements; returns how many were added. Load the documents before."""
    with open(FOLDER / "news.toml", "rb") as file:
        entries = tomllib.load(file)["news"]
    missing = [entry for entry in entries if not Announcement.objects.filter(source_key=MARK + entry["key"]).exists()]
    for entry in missing:
        with transaction.atomic():
            _announcement(entry)
    return len(missing)


def remove() -> int:
    """Delete the demonstration announcements; returns how many."""
    announcements = Announcement.objects.filter(source_key__startswith=MARK)
    count = announcements.count()
    announcements.delete()
    return count


def _announcement(entry: dict[str, Any]) -> None:
    deadline = None
    if "deadline_in_days" in entry:
        day = timezone.localdate() + timedelta(days=entry["deadline_in_days"])
        deadline = timezone.make_aware(datetime.combine(day, CLOSING_TIME))
    announcement = Announcement.objects.create(
        source_key=MARK + entry["key"],
        published_at=timezone.now() - timedelta(days=entry["days_ago"]),
        deadline=deadline,
        **{name: entry[name] for name in TEXTS},
    )
    keys = [MARK + key for key in entry["documents"]]
    announcement.documents.set(Document.objects.filter(source_key__in=keys))
