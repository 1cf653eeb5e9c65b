"""Demonstration announcements: invented, their days counted from the day they are loaded, gone again by one call."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from center.documents.models import Document
from center.news.models import Announcement

FOLDER = Path(__file__).parent / "demo_data"
# Begins the source_key of every demonstration row.
MARK = "demo:"
TEXTS = ("kind", "name_th", "name_en", "body_th", "body_en")
CLOSING_TIME = time(16, 30)


def load() -> int:
    """Add the demonstration announcements that are missing; returns how many were added. After the documents."""
    with open(FOLDER / "news.toml", "rb") as file:
        entries = tomllib.load(file)["news"]
    missing = [entry for entry in entries if not Announcement.objects.filter(source_key=MARK + entry["key"]).exists()]
    for entry in missing:
        with transaction.atomic():
            _announcement(entry)
    return len(missing)


def remove() -> int:
    """Take the demonstration announcements away; returns how many went."""
    found = Announcement.objects.filter(source_key__startswith=MARK)
    count = found.count()
    found.delete()
    return count


def _announcement(entry: dict) -> None:
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
