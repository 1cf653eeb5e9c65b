"""What search engines read of a speaker (schema.org as JSON-LD): nothing that isn't on the page."""

from typing import Any

from django.conf import settings

from committee.speakers.models import Speaker, Topic


def speaker_data(speaker: Speaker, topics: list[Topic]) -> dict[str, Any] | None:
    """Person with the topics they know; None on a demonstration site."""
    if settings.DEMO:
        return None
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": speaker.name,
        "url": settings.SITE_URL + speaker.get_absolute_url(),
        "knowsAbout": [topic.name for topic in topics],
    }
    if expertise := speaker.in_language("expertise"):
        data["description"] = expertise
    return data
