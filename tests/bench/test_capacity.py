"""What `make bench PARTS=capacity` counts, without a server."""

from types import SimpleNamespace

import pytest

from bench import capacity
from bench.visitors import NoTimeFree


def answering(page: str) -> SimpleNamespace:
    return SimpleNamespace(get=lambda address, headers: SimpleNamespace(body=page.encode()))


def test_the_picture_is_the_first_of_the_page():
    page = '<img src="/static/mark.svg"><source srcset="/media/ab/12-400.avif 400w"><img src="/media/ab/12-400.jpg">'
    assert capacity.a_picture(answering(page), "/products/1/") == "/media/ab/12-400.avif"
    with pytest.raises(RuntimeError, match="no picture"):
        capacity.a_picture(answering("<p>"), "/products/1/")


def test_processor_time_is_shared_by_those_who_got_their_time(monkeypatch):
    used = iter([1.0, 3.0])
    server = SimpleNamespace(port=1, cpu_seconds=lambda: next(used))

    class Visitor:
        """The first of each two is too late."""

        count = 0

        def __init__(self, port, chance, timed) -> None:
            pass

        def book(self) -> None:
            Visitor.count += 1
            if Visitor.count % 2:
                raise NoTimeFree

    monkeypatch.setattr(capacity, "Visitor", Visitor)
    monkeypatch.setattr(capacity, "VISITORS", 1)
    monkeypatch.setattr(capacity, "APPOINTMENTS", 8)
    assert capacity.appointments(server) == (4, 0.5)


def test_where_nobody_gets_a_time_there_is_no_figure(monkeypatch):
    server = SimpleNamespace(port=1, cpu_seconds=lambda: 1.0)
    monkeypatch.setattr(capacity, "book_some", lambda port, number: 0)
    with pytest.raises(RuntimeError, match="no free time"):
        capacity.appointments(server)


def test_a_line_says_how_many_fill_a_second():
    assert capacity.line("page", 0.0005) == ["page", "0.50", "2,000"]
