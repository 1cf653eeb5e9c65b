"""How the wall chart is laid out: all of it on one page, photos as large as they can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from committee.terms.members import Member
from committee.terms.models import Position

# Whoever sits in one of these stands above the others.
HEADS = (Position.ADVISER, Position.CHAIR, Position.VICE_CHAIR)
# Lines of their own for advisers, chair and vice chairs cost room: they are given up for photos so many times as wide.
WORTH_ONE_LINE = 1.4
# A line of few members is as wide as one of so many, that names have room.
FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class Paper:
    """A sheet: the room for photos and names on it, what the names below a photo take, in millimeters; most columns."""

    key: str
    label: Any
    width: float
    height: float
    text_height: float
    most_columns: int


PAPERS = {
    "a4": Paper("a4", _("A4 แนวตั้ง"), 190, 240, 16, 6),
    "a3": Paper("a3", _("A3 แนวนอน"), 400, 235, 21, 9),
}


@dataclass(frozen=True)
class Line:
    """Members beside each other, each as wide as a column of so many."""

    columns: int
    members: list[Member]


def lay_out(members: list[Member], paper: Paper) -> list[Line]:
    """The lines of the chart, with that number of columns which leaves the photos the most room."""
    heads = [[member for member in members if member.seat.position == position] for position in HEADS]
    others = [member for member in members if member.seat.position not in HEADS]
    apart = max(_layouts([*heads, others], paper), key=lambda lines: photo_width(lines, paper))
    in_one_line = [head for tier in heads for head in tier]
    beside = max(_layouts([in_one_line, others], paper), key=lambda lines: photo_width(lines, paper))
    return beside if photo_width(beside, paper) > WORTH_ONE_LINE * photo_width(apart, paper) else apart


def photo_width(lines: list[Line], paper: Paper) -> float:
    """Millimeters: photos are three wide to four high, and no wider than a column lets them be."""
    height = paper.height / max(len(lines), 1) - paper.text_height
    columns = max((line.columns for line in lines), default=1)
    return min(height * 3 / 4, paper.width / columns * 0.8)


def _layouts(tiers: list[list[Member]], paper: Paper) -> Iterator[list[Line]]:
    """The tiers below each other, in every number of columns; a line that is too long goes on below."""
    for columns in range(2, paper.most_columns + 1):
        yield [
            Line(min(columns, max(len(tier), FEWEST_COLUMNS)), tier[start : start + columns])
            for tier in tiers
            for start in range(0, len(tier), columns)
        ]
