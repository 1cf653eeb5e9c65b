"""Demonstration sources: public programs in general terms, the rest invented; remove() deletes them."""

import tomllib
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from center.people.models import Network, Organization
from center.sources.models import Source

FOLDER = Path(__file__).parent / "demo_data"
# Prefix of source_key that marks demonstration rows.
MARK = "demo:"
TEXTS = ("offers", "eligible", "conditions", "how_to_apply", "papers", "contact")
NAMES_EN = {
    "สำนักงานพัฒนาชุมชนอำเภอบางคล้า": "Bang Khla District Community Development Office",
    "มหาวิทยาลัยราชภัฏราชนครินทร์": "Rajabhat Rajanagarindra University",
    "ธนาคารริมน้ำ สาขาบางคล้า (ตัวอย่าง)": "Riverside Bank, Bang Khla branch (example)",
}


def load() -> int:
    """Add the missing demonstration sources; returns how many were added. Existing rows stay as they are."""
    with open(FOLDER / "sources.toml", "rb") as file:
        entries = tomllib.load(file)["source"]
    existing = set(Source.objects.filter(source_key__startswith=MARK).values_list("source_key", flat=True))
    missing = [entry for entry in entries if MARK + entry["key"] not in existing]
    with transaction.atomic():
        for entry in missing:
            _source(entry)
    return len(missing)


def remove() -> int:
    """Delete the demonstration sources, and their organizations if nothing else refers to them; returns how many sources."""
    relations = [relation.get_accessor_name() for relation in Organization._meta.related_objects]
    with transaction.atomic():
        sources = Source.objects.filter(source_key__startswith=MARK)
        count = sources.count()
        sources.delete()
        for organization in Organization.objects.filter(name_th__in=NAMES_EN, sources=None):
            # PROTECT would raise for one that is still referred to.
            if not any(name and getattr(organization, name).exists() for name in relations):
                organization.delete()
    return count


def _source(entry: dict[str, Any]) -> None:
    texts = {
        f"{name}_{language}": entry.get(f"{name}_{language}", "").strip() for name in TEXTS for language in ("th", "en")
    }
    network = Network.objects.filter(name_th=entry["network"]).first() if "network" in entry else None
    organization = None
    if name := entry.get("organization"):
        organization, _created = Organization.objects.get_or_create(name_th=name, defaults={"name_en": NAMES_EN[name]})
    Source.objects.create(
        source_key=MARK + entry["key"],
        name_th=entry["name_th"],
        name_en=entry["name_en"],
        kind=entry["kind"],
        sector=entry["sector"],
        open_to=entry["open_to"],
        **{f"for_{who}": who in entry["for"] for who in ("person", "group", "business")},
        network=network,
        organization=organization,
        confirmed_on=entry["confirmed_on"],
        published_at=timezone.make_aware(datetime.combine(entry["confirmed_on"], time())),
        **texts,
    )
