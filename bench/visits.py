"""First visits of a phone on slow nets, against a Django hello's: bytes, layout shift, largest paint of every public page."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from bench import portal, servers
from bench.browser import FAST_3G, SLOW_3G, Net, Visit, chromium, first_visit
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


@dataclass
class Visited:
    """The visits of one page: in Thai on both nets, each beside one of hello, in English on the slow one.

    html: bytes with the stylesheets inside.
    """

    title: str
    path: str
    html: int = 0
    thai: dict[Net, list[Visit]] = field(default_factory=lambda: {SLOW_3G: [], FAST_3G: []})
    hello: dict[Net, list[Visit]] = field(default_factory=lambda: {SLOW_3G: [], FAST_3G: []})
    english: list[Visit] = field(default_factory=list)

    def paint(self, net: Net) -> float:
        """Largest paint as a multiple of hello's. Of the fastest visits: another program makes a page slower, never faster."""
        return fastest(self.thai[net]) / fastest(self.hello[net])


def fastest(visits: Sequence[Visit]) -> float:
    return min(visit.paint for visit in visits)


def report(options: Options) -> str:
    """The table of all public pages. The demonstration's portal, whose products have pictures."""
    tell("first visits")
    shop = portal.copy(options.base, options.folder / "visits", products=0, port=servers.free_port())
    with ExitStack() as stack:
        sticks = serve.start(options.folder, 24)
        stack.enter_context(running(sticks))
        stack.enter_context(running(shop.start()))
        hello = f"http://127.0.0.1:{sticks.port}/hello/"
        origin = f"http://127.0.0.1:{shop.port}"
        pages = [Visited(title, path) for title, path in once_each(shop.addresses()) if re.search(options.only, title)]
        for page in pages:
            page.html = html_bytes(Client(shop.port), page.path)
        browser = stack.enter_context(chromium())
        for number in range(options.visits):
            tell(f"visit {number + 1} of {options.visits}")
            for page in pages:
                tell(page.title)
                visit(browser, page, origin, hello, options.slower)
    return text_of(pages, options.slower)


def once_each(addresses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Without the pages that differ only in their query string."""
    return ((title, path) for title, path in addresses.items() if "?" not in path)


def html_bytes(client: Client, path: str) -> int:
    """Compressed; of the larger language. Asking also puts both into the server's memory, one process or the other."""
    return max(len(client.get(language + path).body) for language in ("", "/en"))


def visit(browser: Browser, page: Visited, origin: str, hello: str, slower: float) -> None:
    for net in (SLOW_3G, FAST_3G):
        page.hello[net].append(first_visit(browser, hello, net, slower=slower))
        page.thai[net].append(first_visit(browser, origin + page.path, net, slower=slower))
    page.english.append(first_visit(browser, f"{origin}/en{page.path}", SLOW_3G, slower=slower))


def text_of(pages: Sequence[Visited], slower: float) -> str:
    heads = [
        "page", "HTML and CSS", "before scrolling", "layout shift", "shift, English",
        "largest paint, slow 3G", "fast 3G", "which is",
    ]  # fmt: skip
    return "\n".join(
        [
            f"First visit at 360 pixels, two to one, processor {slower:g} times slower. Hello's largest paint: "
            f"{hello_of(pages, SLOW_3G):.0f} ms on slow 3G, {hello_of(pages, FAST_3G):.0f} ms on fast 3G.\n",
            table(heads, [row_of(page) for page in pages]),
            f"\nGoals: HTML and CSS {FIRST_FLIGHT_KB} KB brotli; {LIST} before scrolling {LIST_KB} KB; layout shift",
            f"{MOST_SHIFT}; largest paint against hello's {TEXT[SLOW_3G]} / {TEXT[FAST_3G]}, where it is a picture",
            f"{PICTURE[SLOW_3G]} / {PICTURE[FAST_3G]}.\n",
        ]
    )


def hello_of(pages: Sequence[Visited], net: Net) -> float:
    """Milliseconds."""
    return fastest([visit for page in pages for visit in page.hello[net]])


def row_of(page: Visited) -> list[object]:
    thai = page.thai[SLOW_3G]
    element = thai[-1].element
    goals = PICTURE if element == "img" else TEXT
    return [
        page.title,
        Figure(page.html / 1000, FIRST_FLIGHT_KB, "{:.1f} KB"),
        Figure(max(visit.transferred for visit in thai) / 1000, LIST_KB if page.title == LIST else None, "{:.0f} KB"),
        Figure(max(visit.shift for visit in thai), MOST_SHIFT, "{:.3f}"),
        Figure(max(visit.shift for visit in page.english), MOST_SHIFT, "{:.3f}"),
        *(Figure(page.paint(net), goals[net]) for net in (SLOW_3G, FAST_3G)),
        element,
    ]
