"""A first visit over a slow net: every kind of public page comes in one flight, and nothing on it moves afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page, Route

from center.records.pages import PAGES
from center.records.sitemaps import SITEMAPS, RowSitemap
from portal.responses.compression import compress
from tests.browser.rig import PHONE

MOST_SHIFT = 0.02  # cumulative layout shift; up to 0.1 is called good
# Ten packets, which TCP sends before it waits for the first answer, hold this much and the headers.
MOST_BYTES = 13_000
OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shift += entry.value))
  .observe({type: "layout-shift", buffered: true});
"""
TWO_FRAMES = "new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(painted))))"


def addresses() -> list[str]:
    """Every kind of public page: those without arguments, and one row of each model with a page."""
    rows = [sitemap.items().first() for sitemap in SITEMAPS if isinstance(sitemap, RowSitemap)]
    return [page.url for page in PAGES] + [row.get_absolute_url() for row in rows]


@dataclass
class LateFiles:
    """Holds back fonts and pictures until they are let go; with its routes a browser caches nothing."""

    held: list[Route] = field(default_factory=list)
    holding: bool = True

    def answer(self, route: Route) -> None:
        if self.holding and route.request.resource_type in ("font", "image"):
            self.held.append(route)
        else:
            route.continue_()

    def let_go(self) -> int:
        """Answer what was held back; returns how many fonts that were."""
        self.holding = False
        fonts = sum(route.request.resource_type == "font" for route in self.held)
        while self.held:
            self.held.pop().continue_()
        return fonts


def visit(page: Page, late: LateFiles, address: str) -> float:
    """Open a page whose fonts and pictures come after its text has been painted, and return its layout shift."""
    late.holding = True
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(TWO_FRAMES)
    fonts = late.let_go()
    assert address.startswith("/en/") or fonts == 2, f"{address} was painted after {fonts} fonts had been asked for"
    page.wait_for_load_state("load")
    page.evaluate(f"document.fonts.ready.then(() => {TWO_FRAMES})")
    return page.evaluate("window.shift")


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_page_jumps_on_a_slow_first_visit(new_page, demo, language):
    page, late = new_page(PHONE, language=language), LateFiles()
    page.add_init_script(OBSERVE)
    page.route("**/*", late.answer)
    prefix = "/en" if language == "en" else ""
    shifts = {address: visit(page, late, prefix + address) for address in addresses()}
    assert len(shifts) > 20
    assert {address: shift for address, shift in shifts.items() if shift > MOST_SHIFT} == {}


class Choices(HTMLParser):
    """What a page lets choose: the values by name of its checkboxes, radio buttons and selects."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.several: dict[str, list[str]] = {}
        self.one: dict[str, list[str]] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = found.get("name", "")
        name = self._select if tag == "option" else found.get("name", "")
        if name and found.get("value") and (tag == "option" or found.get("type") in ("checkbox", "radio")):
            several = found.get("type") == "checkbox"
            (self.several if several else self.one).setdefault(name, []).append(found["value"])

    def queries(self) -> Iterator[dict[str, list[str]]]:
        """All of each name, and everything at once: with the first and with the last of what excludes others."""
        for name, values in self.several.items():
            yield {name: values}
        if self.several or self.one:
            for position in (0, -1):
                yield self.several | {name: [values[position]] for name, values in self.one.items()}


def test_a_page_with_any_filters_comes_in_one_flight(client, demo):
    """In Thai, which takes a twentieth more than English."""
    sizes = {}
    for address in addresses():
        page = client.get(address)
        sizes[address] = transferred(page)
        for query in Choices(page.content.decode()).queries():
            sizes[f"{address}?{urlencode(query, doseq=True)}"] = transferred(client.get(address, query))
    assert sum("?" in address for address in sizes) > 20
    assert {address: size for address, size in sizes.items() if size > MOST_BYTES} == {}


def transferred(page: HttpResponse) -> int:
    """The bytes of a page, which contains its stylesheets, as it is sent."""
    assert page.status_code == 200
    return len(compress(page.content))
