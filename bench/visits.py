"""First visits of a phone on slow nets, against a Django hello's: bytes, layout shift, largest paint of every public page."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from bench import portal, servers
from bench.browser import FAST_3G, SLOW_3G, SLOWER_PROCESSOR, Net, Visit, chromium, first_visit
from bench.options import Options, tell
from bench.requests import Client
from bench.servers import running
from bench.tables import Figure, table
from bench.yardsticks import serve

MOST_SHIFT = 0.02
FIRST_FLIGHT_KB, LIST_KB = 13, 64
# Largest paint against hello's; where it is a picture, which needs a second round trip, other goals.
TEXT, PICTURE = {SLOW_3G: 1.15, FAST_3G: 1.3}, {SLOW_3G: 2.0, FAST_3G: 1.8}
LIST = "/products/"
# Hello is visited again after so many pages, so that it sees the same machine as they do.
PAGES_BETWEEN_HELLOS = 4


@dataclass
class Visited:
    """The visits of one page: in Thai on both nets, in English on the slow one. html: bytes with the stylesheets inside."""

    title: str
    path: str
    html: int = 0
    thai: dict[Net, list[Visit]] = field(default_factory=lambda: {SLOW_3G: [], FAST_3G: []})
    english: list[Visit] = field(default_factory=list)

    def paint(self, net: Net) -> float:
        """Milliseconds, of the fastest visit: another program at work makes a page look slow, never fast."""
        return min(visit.paint for visit in self.thai[net])


def report(options: Options) -> str:
    """The table of all public pages. The demonstration's portal, whose products have pictures."""
    tell("first visits")
    shop = portal.copy(options.base, options.folder / "visits", products=0, port=servers.free_port())
    with ExitStack() as stack:
        sticks = serve.start(options.folder, 24)
        stack.enter_context(running(sticks))
        stack.enter_context(running(shop.start()))
        hello = Visited("hello", f"http://127.0.0.1:{sticks.port}/hello/")
        origin = f"http://127.0.0.1:{shop.port}"
        pages = [Visited(title, path) for title, path in once_each(shop.addresses()) if re.search(options.only, title)]
        for page in pages:
            page.html = html_bytes(Client(shop.port), page.path)
        browser = stack.enter_context(chromium())
        for number in range(options.visits):
            tell(f"visit {number + 1} of {options.visits}")
            visit_all(browser, origin, hello, pages)
    return text_of(hello, pages)


def once_each(addresses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Without the pages that differ only in their query string."""
    return ((title, path) for title, path in addresses.items() if "?" not in path)


def html_bytes(client: Client, path: str) -> int:
    """Compressed; of the larger language. Asking also puts both into the server's memory, one process or the other."""
    return max(len(client.get(language + path).body) for language in ("", "/en"))


def visit_all(browser: Browser, origin: str, hello: Visited, pages: list[Visited]) -> None:
    for position, page in enumerate(pages):
        tell(page.title)
        for net, visits in page.thai.items():
            if position % PAGES_BETWEEN_HELLOS == 0:
                hello.thai[net].append(first_visit(browser, hello.path, net))
            visits.append(first_visit(browser, origin + page.path, net))
        page.english.append(first_visit(browser, f"{origin}/en{page.path}", SLOW_3G))


def text_of(hello: Visited, pages: list[Visited]) -> str:
    heads = [
        "page", "HTML and CSS", "before scrolling", "layout shift", "shift, English",
        "largest paint, slow 3G", "fast 3G", "which is",
    ]  # fmt: skip
    return "\n".join(
        [
            f"First visit at 360 pixels, two to one, processor {SLOWER_PROCESSOR} times slower. Hello's largest paint: "
            f"{hello.paint(SLOW_3G):.0f} ms on slow 3G, {hello.paint(FAST_3G):.0f} ms on fast 3G.\n",
            table(heads, [row_of(page, hello) for page in pages]),
            f"\nGoals: HTML and CSS {FIRST_FLIGHT_KB} KB brotli; {LIST} before scrolling {LIST_KB} KB; layout shift",
            f"{MOST_SHIFT}; largest paint against hello's {TEXT[SLOW_3G]} / {TEXT[FAST_3G]}, where it is a picture",
            f"{PICTURE[SLOW_3G]} / {PICTURE[FAST_3G]}.\n",
        ]
    )


def row_of(page: Visited, hello: Visited) -> list[object]:
    thai = page.thai[SLOW_3G]
    element = thai[-1].element
    goals = PICTURE if element == "img" else TEXT
    return [
        page.title,
        Figure(page.html / 1000, FIRST_FLIGHT_KB, "{:.1f} KB"),
        Figure(max(visit.transferred for visit in thai) / 1000, LIST_KB if page.title == LIST else None, "{:.0f} KB"),
        Figure(max(visit.shift for visit in thai), MOST_SHIFT, "{:.3f}"),
        Figure(max(visit.shift for visit in page.english), MOST_SHIFT, "{:.3f}"),
        *(Figure(page.paint(net) / hello.paint(net), goals[net]) for net in (SLOW_3G, FAST_3G)),
        element,
    ]
