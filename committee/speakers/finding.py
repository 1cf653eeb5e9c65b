"""Speakers in the search over everything."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from center.records.site_search import RowKind


@dataclass(frozen=True)
class SpeakerKind(RowKind):
    """Found by what they say of themselves and by their topics."""

    def names(self) -> QuerySet[Any, str] | None:
        """Nobody is taken for somebody else of a like name."""
        return None
