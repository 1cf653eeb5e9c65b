"""What first visits are measured against. No browser is started."""

from bench.browser import FAST_3G, SLOW_3G, Visit
from bench.visits import Visited, once_each, row_of, text_of


def visited(title: str, paint: float, *, element: str = "p", shift: float = 0.0, transferred: int = 30_000) -> Visited:
    """A page that was visited twice on each net, the second time with something else at work."""
    page = Visited(title, title, html=12_000)
    for late in (0, 900):
        for visits in (*page.thai.values(), page.english):
            visits.append(Visit(shift, paint + late, element, transferred))
        for visits in page.hello.values():
            visits.append(Visit(0, 1000 + late, "body", 100))
    return page


def test_the_fastest_visit_counts():
    assert visited("/", 1100).paint(SLOW_3G) == visited("/", 1100).paint(FAST_3G) == 1.1
    assert "Hello's largest paint: 1000 ms on slow 3G" in text_of([visited("/", 1100)], slower=4)


def test_a_page_within_its_goals_has_nothing_bold():
    assert "**" not in " ".join(map(str, row_of(visited("/products/", 1140))))


def test_what_misses_its_goal_is_bold():
    text = row_of(visited("/", 1200, shift=0.03))
    assert [str(cell) for cell in text[3:7]] == ["**0.030**", "**0.030**", "**1.20**", "1.20"]
    heavy = row_of(visited("/products/", 1100, transferred=70_000))
    assert str(heavy[2]) == "**70 KB**"
    assert str(row_of(visited("/news/", 1100, transferred=70_000))[2]) == "70 KB", "only the list has this goal"


def test_a_picture_may_take_a_second_round_trip():
    cells = [str(cell) for cell in row_of(visited("/products/…/", 1900, element="img"))]
    assert cells[5:] == ["1.90", "**1.90**", "img"]


def test_addresses_with_filters_are_the_same_page():
    assert dict(once_each({"/": "/", "/products/ filtered": "/products/?stars=5"})) == {"/": "/"}
