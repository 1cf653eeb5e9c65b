"""Nothing on a page moves when its fonts and pictures come late, as on a first visit over a slow net."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route

from center.records.pages import PAGES
from center.records.sitemaps import SITEMAPS, RowSitemap
from tests.browser.rig import PHONE

MOST = 0.02  # cumulative layout shift; up to 0.1 is called good
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
    assert {address: shift for address, shift in shifts.items() if shift > MOST} == {}
