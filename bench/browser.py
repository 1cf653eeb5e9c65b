"""First visits with Debian's Chromium as a slow phone on a slow net: what moves, when the largest part is painted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, sync_playwright

FLAGS = [
    "--no-sandbox",  # root may not have one, and only our own pages are opened
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 120_000  # milliseconds
# Runs before anything of the page.
OBSERVE = """
window.seen = {shift: 0, paint: 0, element: ""};
new PerformanceObserver((list) => list.getEntries().forEach((entry) => seen.shift += entry.value))
  .observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  seen.paint = entry.startTime;
  seen.element = entry.element?.localName ?? "";
})).observe({type: "largest-contentful-paint", buffered: true});
"""
# Fonts are in their place, and what was observed has been told.
SETTLED = """document.fonts.ready.then(() => new Promise((settled) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => settled(seen), 300)))))"""
TRANSFERRED = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


@dataclass(frozen=True)
class Net:
    """As Chromium's developer tools slow it down. latency: milliseconds of each request; throughput: bytes a second."""

    latency: float
    throughput: int


SLOW_3G, FAST_3G = Net(2000, 50_000), Net(562.5, 180_000)


@dataclass(frozen=True)
class Visit:
    """shift: cumulative layout shift; paint: milliseconds until the largest part; element: its tag; transferred: bytes of
    everything that was fetched before anybody scrolls, without headers, which HTTP/2
    compresses.
    """

    shift: float
    paint: float
    element: str
    transferred: int


@contextmanager
def chromium() -> Iterator[Browser]:
    """RuntimeError if it isn't installed."""
    executable = shutil.which("chromium")
    if executable is None:
        raise RuntimeError("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def first_visit(browser: Browser, url: str, net: Net, *, slower: float) -> Visit:
    """Open a page with nothing cached, on a screen of 360 pixels at two to one. slower: by what the processor is slowed."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True, locale="th-TH"
    )
    try:
        page = context.new_page()
        page.add_init_script(OBSERVE)
        session = context.new_cdp_session(page)
        slow_down(session, net, slower)
        page.goto(url, wait_until="load", timeout=PATIENCE)
        seen = page.evaluate(SETTLED)
        return Visit(seen["shift"], seen["paint"], seen["element"], page.evaluate(TRANSFERRED))
    finally:
        context.close()


def slow_down(session: CDPSession, net: Net, slower: float) -> None:
    """Emulate net and processor."""
    session.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": net.latency,
        "downloadThroughput": net.throughput,
        "uploadThroughput": net.throughput,
    }
    session.send("Network.emulateNetworkConditions", conditions)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
