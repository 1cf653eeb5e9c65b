"""Demonstration speakers with topics and training given: invented, gone by one call. Their people are the registers'."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from center.people.models import Network, Person
from committee.speakers.models import Speaker, Topic, Training
from committee.speakers.team import origins_of
from thai.names import split_name

FILE = Path(__file__).parent / "demo_data" / "speakers.toml"
# Begins the source_key of every demonstration topic and speaker.
MARK = "demo:"
TOPIC_TEXTS = ("name_th", "name_en", "explains_th", "explains_en", "bring_th", "bring_en")
SPEAKER_TEXTS = ("expertise_th", "expertise_en", "biography_th", "biography_en")
Entry = dict[str, Any]


def load() -> int:
    """Add the topics and speakers that are missing; returns how many rows. Rows that exist stay as they are.

    A speaker whose people are all missing in the registers, or in the team already, is left out.
    """
    with open(FILE, "rb") as file:
        data = tomllib.load(file)
    with transaction.atomic():
        topics = sum(_topic(entry, position) for position, entry in enumerate(data["topic"], start=1))
        return topics + sum(_speaker(entry) for entry in data["speaker"])


def remove() -> int:
    """Take the topics and speakers away; returns how many rows. Topics that real speakers took up, or rows need, stay."""
    with transaction.atomic():
        speakers = Speaker.objects.filter(source_key__startswith=MARK)
        topics = Topic.objects.filter(source_key__startswith=MARK)
        count = speakers.count()
        speakers.delete()
        count += sum(_deleted(topic) for topic in topics.filter(speakers=None))
    return count


def _deleted(topic: Topic) -> bool:
    try:
        topic.delete()
    except ProtectedError:
        return False
    return True


def _topic(entry: Entry, position: int) -> int:
    key = MARK + entry["key"]
    if Topic.objects.filter(source_key=key).exists() or Topic.objects.filter(name_th=entry["name_th"]).exists():
        return 0
    texts = {name: entry.get(name, "").strip() for name in TOPIC_TEXTS}
    kinds = {f"offers_{kind}": True for kind in entry["offers"]}
    Topic.objects.create(source_key=key, minutes=entry["minutes"], position=position, **texts, **kinds)
    return 1


def _speaker(entry: Entry) -> int:
    key = MARK + entry["key"]
    found = None if Speaker.objects.filter(source_key=key).exists() else _person(entry["people"])
    if found is None:
        return 0
    person, name_en = found
    origin = origins_of([person])[person.pk]
    network = origin.network or Network.objects.filter(name_th=entry["network"]).first()
    speaker = Speaker.objects.create(
        source_key=key,
        person=person,
        name_en=name_en,
        seat=origin.seat,
        network=network,
        confirms=entry["confirms"],
        published_at=timezone.now(),
        **{name: entry.get(name, "").strip() for name in SPEAKER_TEXTS},
    )
    speaker.topics.set(Topic.objects.filter(source_key__in=[MARK + topic for topic in entry["topics"]]))
    Training.objects.bulk_create(Training(speaker=speaker, **training) for training in entry.get("training", []))
    return 1


def _person(people: list[Entry]) -> tuple[Person, str] | None:
    """The first of these people who is in the registers and not in the team yet, and their name in English."""
    for entry in people:
        _title, first_name, surname = split_name(entry["name"])
        known = Person.objects.filter(first_name=first_name, surname=surname, merged_into=None, speaker=None)
        # Of two of one name the one that the demonstration's people describe, with a portrait.
        if person := known.order_by(F("source_key").asc(nulls_last=True), "pk").first():
            return person, entry["name_en"]
    return None
