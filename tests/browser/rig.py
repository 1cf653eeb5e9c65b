"""What a browser test needs beside the browser: devices, a record of what a page did, and the checks on that record."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

# WCAG 2.0, 2.1 and 2.2 at levels A and AA, and the rules that axe calls best practice.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "a-long-secret-9"
MARK = "everything before this line has been told"
INSIDE_THE_PAGE = ("data:", "blob:", "about:")

# Tells the record of every refusal; runs before anything of the page, and again after each navigation.
TELL_OF_REFUSALS = """
document.addEventListener("securitypolicyviolation", (event) => window.portalRefusal(
  `${event.violatedDirective} refused ${event.blockedURI || "inline"} on ${event.documentURI}: ${event.sample}`))
"""

# A font with `font-display: optional` that missed the first paint would be there on the next page only.
SHOW_OPTIONAL_FONTS = """() => {
  for (const sheet of document.styleSheets) {
    [...sheet.cssRules].forEach((rule, position) => {
      if (!(rule instanceof CSSFontFaceRule) || rule.style.getPropertyValue('font-display') !== 'optional') return;
      sheet.deleteRule(position);
      sheet.insertRule(rule.cssText.replace('optional', 'block'), position);
    });
  }
}"""


@dataclass(frozen=True)
class Device:
    """A screen in CSS pixels, with its pixel density and whether fingers are used."""

    width: int
    height: int
    density: int = 1
    touch: bool = False

    def options(self) -> dict[str, Any]:
        """What Playwright calls these things when it opens a browser context."""
        return {
            "viewport": {"width": self.width, "height": self.height},
            "device_scale_factor": self.density,
            "has_touch": self.touch,
            "is_mobile": self.touch,
        }


PHONE = Device(360, 740, density=2, touch=True)
DESKTOP = Device(1280, 800)
NARROW = Device(320, 640, density=2, touch=True)  # 1280 px at 400% zoom

# How a walk through pages with axe sees them. Each page is seen in both languages, light and dark, with JavaScript and
# without; language, darkness and JavaScript meet in every pair, and so do device, darkness and JavaScript. (Thai on a
# desktop and English on a phone meet where widths are looked at.) Two of the four, in which each of them is met once, are
# part of `make test`; `make test-long` runs the others too.
each_pair = pytest.mark.parametrize(
    ("device", "language", "dark", "javascript"),
    [
        pytest.param(PHONE, "th", False, True, marks=pytest.mark.long),
        (PHONE, "th", True, False),
        (DESKTOP, "en", False, True),
        pytest.param(DESKTOP, "en", True, True, marks=pytest.mark.long),
        pytest.param(DESKTOP, "en", False, False, marks=pytest.mark.long),
    ],
    ids=[
        "phone-th-light-js",
        "phone-th-dark-no-js",
        "desktop-en-light-js",
        "desktop-en-dark-js",
        "desktop-en-light-no-js",
    ],
)


@dataclass
class Record:
    """What the pages of one browser context asked for and complained about, from the first request on."""

    origin: str
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Begin to listen. To be called before the context's first page opens."""
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda web_error: self.errors.append(f"uncaught: {web_error.error}"))
        context.expose_function("portalRefusal", self._refused)
        context.add_init_script(TELL_OF_REFUSALS)

    def _failed(self, request: Request) -> None:
        # What was still loading when the test went on to the next page was not refused by anybody.
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.url}: {request.failure}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _answered(self, response: Response) -> None:
        # The document's own status is the test's business: there are tests of the page for 404.
        if response.status >= 400 and not response.request.is_navigation_request():
            self.failed.append(f"{response.url}: {response.status}")

    def _refused(self, line: str) -> None:
        if line != MARK:
            self.refusals.append(line)

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.refusals.append(message.text)
        elif message.type == "error" and not message.text.startswith("Failed to load resource"):  # that is `failed`
            self.errors.append(message.text)


def assert_no_outside_requests(record: Record) -> None:
    """Every request went to the site under test: no content network, font service or tracker."""
    outside = [
        url
        for url in record.requests
        if not url.startswith(INSIDE_THE_PAGE) and "{0.scheme}://{0.netloc}".format(urlsplit(url)) != record.origin
    ]
    assert not outside, "Asked somebody else:\n" + "\n".join(outside)


def assert_no_csp_violations(record: Record) -> None:
    """The content security policy refused nothing."""
    assert not record.refusals, "Refused by the content security policy:\n" + "\n".join(record.refusals)


def assert_no_errors(record: Record) -> None:
    """No error in the console, no uncaught exception, no part of a page that could not be loaded."""
    found = record.errors + [f"not loaded: {line}" for line in record.failed]
    assert not found, "The page complained:\n" + "\n".join(found)


def wait_for_the_record(page: Page) -> None:
    """Wait until all that the page did up to now, refusals too, stands in its record. Scripts must be able to run."""
    # The browser tells of a refusal in a turn of its own, and tells one thing after the other.
    with page.expect_console_message(lambda message: message.text == MARK):
        page.evaluate(
            """async (mark) => {
              await new Promise((next) => setTimeout(next));
              await window.portalRefusal?.(mark);  // a page loaded without scripts has no such function
              console.debug(mark);
            }""",
            MARK,
        )


def let_actions_wait_for_the_whole_page(patch: pytest.MonkeyPatch) -> None:
    """Whoever clicks or presses a key has the whole next page before them, if that opens one.

    Playwright waits until the page begins to arrive. What looks at once, as `count()` and `all()` do, would then sometimes
    find a page of which only the head is there.
    """
    for name in ["click", "press"]:
        patch.setattr(Locator, name, _waiting(getattr(Locator, name), lambda locator: locator.page))
        patch.setattr(Page, name, _waiting(getattr(Page, name), lambda page: page))


def _waiting(action: Callable[..., None], page_of: Callable[[Any], Page]) -> Callable[..., None]:
    @functools.wraps(action)
    def act(where: Locator | Page, *args: Any, **kwargs: Any) -> None:
        action(where, *args, **kwargs)
        page = page_of(where)
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")

    return act


def wait_for_fonts(page: Page) -> None:
    """Wait until all text stands in its final font. Before anything is measured: the fallback font has other widths.

    Works on a page without JavaScript too, and after a font that could not be loaded.
    """
    page.wait_for_load_state("load")
    page.evaluate(SHOW_OPTIONAL_FONTS)
    # Fonts are asked for by the first layout: measuring forces it, so that there is something to wait for.
    page.evaluate("document.documentElement.offsetWidth, document.fonts.ready")


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing makes the page wider than the screen."""
    wait_for_fonts(page)
    # Not innerWidth: on a phone it grows with what sticks out.
    page_width, screen_width = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert page_width <= screen_width, f"{page.url} is {page_width} px wide on a screen of {screen_width}"


@contextmanager
def scripts_running(page: Page) -> Iterator[None]:
    """Let axe's timers run on a page that was loaded without JavaScript; its own scripts stay unread."""
    if not page.evaluate("matchMedia('(scripting: none)').matches"):
        yield
        return
    session = page.context.new_cdp_session(page)
    # A session can take back only what it set itself, so it first disables once more.
    for disabled in [True, False]:
        session.send("Emulation.setScriptExecutionDisabled", {"value": disabled})
    try:
        yield
    finally:
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})


@contextmanager
def unrecorded(page: Page) -> Iterator[None]:
    """Forget what the content security policy refuses meanwhile; before, it must have refused nothing.

    To read colors, axe puts copies of linked stylesheets into the page, which the policy refuses.
    """
    assert_no_csp_violations(page.record)
    failed, errors = list(page.record.failed), list(page.record.errors)
    try:
        yield
    finally:
        wait_for_the_record(page)
        page.record.refusals.clear()
        page.record.failed[:], page.record.errors[:] = failed, errors


def assert_axe_clean(page: Page, context: str | None = None) -> None:
    """No accessibility rule is broken on the page, or inside the CSS selector `context`; with or without JavaScript."""
    wait_for_fonts(page)
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    with scripts_running(page), unrecorded(page):
        violations = Axe().run(page, context=context, options=options).response["violations"]
    lines = [f"{len(violations)} accessibility rule(s) broken on {page.url}"]
    for violation in violations:
        lines.append(f"\n{violation['id']} ({violation['impact']}): {violation['help']}\n  {violation['helpUrl']}")
        for node in violation["nodes"]:
            lines.append(f"  - {' '.join(map(str, node['target']))}\n    {' '.join(node['html'].split())[:300]}")
            lines += [f"      {check['message']}" for check in node["any"] + node["all"] + node["none"]]
    assert not violations, "\n".join(lines)


def sign_in(page: Page, username: str = "officer") -> None:
    """As that member of staff, made by factories.make_staff(password=PASSWORD), with the sign-in page and the keyboard."""
    page.goto("/admin/login/?next=/admin/")
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/admin/")


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of what the screen shows, for README and docs/staff, as data/screenshots/<name>.png."""
    wait_for_fonts(page)
    page.screenshot(path=_file_of(name), animations="disabled")
    return _file_of(name)


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page as data/screenshots/<name>.png for people to look at, if PICTURES=1 is set.

    Drawing and compressing one takes almost half as long as axe does.
    """
    if os.environ.get("PICTURES") == "1":
        wait_for_fonts(page)
        # A long page in all the pixels of a phone takes seconds to compress.
        page.screenshot(path=_file_of(name), full_page=True, animations="disabled", scale="css")


def _file_of(name: str) -> Path:
    folder = Path(settings.BASE_DIR) / "data" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
