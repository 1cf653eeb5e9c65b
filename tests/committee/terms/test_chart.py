"""The wall chart's layout: everybody on it, photos as large as they can be, heads above the others."""

import pytest

from committee.terms.chart import PAPERS, lay_out, photo_width
from committee.terms.members import Member
from committee.terms.models import Seat

HEADS = ["adviser", "chair", "vice", "vice"]


def committee(number: int) -> list[Member]:
    """So many members, the first of them heads."""
    positions = HEADS + ["member"] * (number - len(HEADS))
    return [Member(Seat(pk=pk, position=position)) for pk, position in enumerate(positions[:number], start=1)]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
@pytest.mark.parametrize("number", [1, 4, 9, 14, 25, 40])
def test_everybody_stands_on_the_page_once_and_in_order(paper, number):
    members = committee(number)
    lines = lay_out(members, paper)
    assert [member.seat.pk for line in lines for member in line.members] == list(range(1, number + 1))
    assert all(1 <= len(line.members) <= line.columns <= paper.most_columns for line in lines)


@pytest.mark.parametrize(("paper", "least"), [("a4", {9: 27, 25: 17}), ("a3", {9: 60, 25: 28})])
def test_photos_are_large_enough_to_know_a_face(paper, least):
    """Millimeters; a passport's photo is 35 wide, the smallest on an identity card 20."""
    for number, width in least.items():
        assert photo_width(lay_out(committee(number), PAPERS[paper]), PAPERS[paper]) >= width


def test_heads_stand_in_lines_of_their_own_where_there_is_room():
    lines = lay_out(committee(9), PAPERS["a4"])
    assert [[member.seat.position for member in line.members] for line in lines[:3]] == [
        ["adviser"],
        ["chair"],
        ["vice", "vice"],
    ]


def test_an_empty_committee_has_no_lines():
    assert lay_out([], PAPERS["a4"]) == []
