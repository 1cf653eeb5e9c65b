"""Demonstration lessons with pictures and a few questions, all invented; remove() deletes them."""

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from center.lessons.models import Lesson, LessonPicture, Question
from center.people.models import Network
from center.pictures.taking import file_names, remove_files, replace_file
from center.sources.models import Source

FOLDER = Path(__file__).parent / "demo_data"
# Prefix of source_key that marks demonstration lessons, and of form_key that marks their questions.
MARK = "demo:"
TEXTS = ("name", "summary", "done", "learned", "by")


def load() -> int:
    """Add the missing demonstration lessons; returns how many were added. Load the sources before."""
    with open(FOLDER / "lessons.toml", "rb") as file:
        entries = tomllib.load(file)["lesson"]
    added = 0
    for entry in entries:
        if not Lesson.objects.filter(source_key=MARK + entry["key"]).exists():
            with transaction.atomic():
                _lesson(entry)
            added += 1
    return added


def remove() -> int:
    """Delete the demonstration lessons with their questions and picture files; returns how many lessons."""
    pictures = LessonPicture.objects.filter(lesson__source_key__startswith=MARK)
    files = [name for picture in pictures for name in file_names(picture)]
    with transaction.atomic():
        lessons = Lesson.objects.filter(source_key__startswith=MARK)
        count = lessons.count()
        lessons.delete()
    remove_files(names=files)
    return count


def _lesson(entry: dict[str, Any]) -> None:
    lesson = Lesson.objects.create(
        source_key=MARK + entry["key"],
        network=Network.objects.filter(name_th=entry["network"]).first(),
        tambon_id=entry["tambon"],
        happened_on=entry["happened_on"],
        published_at=_noon(entry["published_on"]),
        **{f"{name}_{language}": entry[f"{name}_{language}"].strip() for name in TEXTS for language in ("th", "en")},
    )
    lesson.sources.set(Source.objects.filter(source_key__in=[MARK + key for key in entry["sources"]]))
    picture = LessonPicture(lesson=lesson, alt_th=entry["alt_th"], alt_en=entry["alt_en"], position=1)
    with open(FOLDER / "pictures" / f"{entry['picture']}.webp", "rb") as file:
        replace_file(picture=picture, file=File(file))
    picture.save()
    for number, question in enumerate(entry.get("question", [])):
        answered_at = _noon(question["answered_on"]) if "answered_on" in question else None
        Question.objects.create(
            about=lesson,
            form_key=f"{MARK}{entry['key']}"[:28] + f":{number}",
            text=question["text"],
            name=question["name"],
            asked_at=_noon(question["asked_on"]),
            answer=question.get("answer", ""),
            answered_at=answered_at,
            state_at=answered_at,
            state=Question.State.ANSWERED if answered_at else Question.State.WAITING,
        )


def _noon(day: date) -> datetime:
    """Noon in Bangkok."""
    return timezone.make_aware(datetime.combine(day, time(12)))
