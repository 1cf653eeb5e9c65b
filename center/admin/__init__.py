"""The staff's pages of the ground floor, split by noun."""

from center.admin import (
    access,
    announcement,
    center,
    deletion,
    document,
    job,
    lesson,
    network,
    person,
    place,
    question,
    source,
    synonym,
    user,
)

__all__ = [
    "access",
    "announcement",
    "center",
    "deletion",
    "document",
    "job",
    "lesson",
    "network",
    "person",
    "place",
    "question",
    "source",
    "synonym",
    "user",
]
