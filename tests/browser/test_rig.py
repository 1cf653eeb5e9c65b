"""The rig itself: each of its checks is red when it should be, and green when all is well."""

import ast
import http.server
import re
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.rig import (
    DESKTOP,
    PHONE,
    Device,
    Record,
    assert_axe_clean,
    assert_no_csp_violations,
    assert_no_errors,
    assert_no_outside_requests,
    assert_no_sideways_scroll,
    unrecorded,
    wait_for_fonts,
    wait_for_the_record,
)

SOUND = """<!doctype html><html lang="th"><head><title>หน้าทดสอบ</title></head>
<body><main><h1>สินค้า</h1><p>ขนมเปียะ</p></main></body></html>"""
PAUSE = "<!-- the rest comes later -->"
UNSOUND = SOUND.replace("<p>", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p><font color="#cccccc">')


WIDE = SOUND.replace("<head>", '<head><meta name="viewport" content="width=device-width">').replace(
    "<p>", '<p class="wide">'
)
WIDE = WIDE.replace("</head>", '<link rel="stylesheet" href="/wide.css"></head>')
SLOW_FONT = SOUND.replace("</head>", '<link rel="stylesheet" href="/font.css"></head>')
FONT = Path(__file__).parents[2] / "static" / "fonts" / "sarabun-thai-400-normal.woff2"


class Site(http.server.BaseHTTPRequestHandler):
    """Pages that do wrong things on purpose."""

    policy = "default-src 'self'; script-src 'self'; img-src 'self' data:"
    pages = {
        "/": SOUND,
        "/unsound": UNSOUND,
        "/scripted": SOUND.replace("<p>", '<noscript>ไม่มีสคริปต์</noscript><script src="/title.js"></script><p>'),
        "/title.js": "document.title = 'scripted'",
        "/inline": SOUND.replace("<p>", "<script>document.title = 'inline'</script><p>"),
        "/missing": SOUND.replace("<p>", '<img src="/missing.png" alt=""><p>'),
        "/outside": SOUND.replace("<p>", '<a href="http://localhost:{port}/">ที่อื่น</a><p>'),
        "/throws": SOUND.replace("<p>", '<script src="/throws.js"></script><p>'),
        "/wide": WIDE,
        "/wide.css": ".wide { width: 2000px }",
        "/slow-font": SLOW_FONT,
        "/font.css": "@font-face { font-family: Slow; src: url(/font.woff2) } p { font: 40px Slow; width: max-content }",
        "/slow": SOUND.replace("<h1>", f"{PAUSE}<h1>"),
        "/to-slow": SOUND.replace("<p>", '<a href="/slow">ช้า</a><p>'),
        "/throws.js": "console.error('said'); throw new Error('thrown')",
    }

    kinds = {"js": "text/javascript", "css": "text/css", "woff2": "font/woff2"}
    font_wanted = threading.Event()  # the font is sent only when the test has looked at the page without it

    def do_GET(self) -> None:
        body = self.pages.get(self.path, "").replace("{port}", str(self.server.server_address[1])).encode()
        if self.path == "/font.woff2":
            self.font_wanted.wait(timeout=60)
            body = FONT.read_bytes()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", self.kinds.get(self.path.rpartition(".")[2], "text/html; charset=utf-8"))
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        beginning, pause, rest = body.partition(PAUSE.encode())
        self.wfile.write(beginning + pause)
        if pause:
            self.wfile.flush()
            time.sleep(0.5)
            self.wfile.write(rest)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="module")
def site():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def open_watched(browser, site):
    """Opens pages on that site, each with its record."""
    contexts = []

    def open_page(device: Device = DESKTOP, *, javascript: bool = True) -> Page:
        context = browser.new_context(**device.options(), java_script_enabled=javascript, base_url=site)
        contexts.append(context)
        record = Record(site)
        record.watch(context)
        page = context.new_page()
        page.record = record
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def watched(open_watched):
    """A page on that site with its record."""
    page = open_watched()
    return page, page.record


@pytest.mark.parametrize("javascript", [True, False])
def test_axe_finds_what_is_wrong_and_nothing_else(open_watched, javascript):
    page = open_watched(javascript=javascript)

    page.goto("/")
    assert_axe_clean(page)

    page.goto("/unsound")
    with pytest.raises(AssertionError) as found:
        assert_axe_clean(page)
    assert "image-alt (critical)" in str(found.value)
    assert "color-contrast (serious)" in str(found.value)


def test_axe_runs_without_the_scripts_of_the_page(open_watched):
    page = open_watched(javascript=False)

    page.goto("/scripted")
    assert_axe_clean(page)

    assert page.title() == "หน้าทดสอบ"
    assert page.locator("noscript").evaluate("node => node.getBoundingClientRect().height") > 0
    page.goto("/scripted")
    assert page.title() == "หน้าทดสอบ"


def test_what_axe_is_refused_is_forgotten_but_not_what_the_page_was(open_watched):
    page = open_watched()
    page.goto("/")
    page.record.failed.append("a picture that is missing")
    with unrecorded(page):
        page.record.refusals.append("a copy of a stylesheet")
    assert (page.record.refusals, page.record.failed) == ([], ["a picture that is missing"])
    page.goto("/inline")
    wait_for_the_record(page)
    with pytest.raises(AssertionError, match="Refused by"):
        assert_axe_clean(page)


def test_a_clean_page_passes_every_check(watched):
    page, record = watched
    page.goto("/")

    assert record.requests == [f"{record.origin}/"]
    assert_no_outside_requests(record)
    assert_no_csp_violations(record)
    assert_no_errors(record)


def test_a_request_to_somebody_else_is_found(watched):
    page, record = watched
    page.goto("/outside")
    page.click("a")
    page.wait_for_url("http://localhost:*/")

    with pytest.raises(AssertionError, match="http://localhost"):
        assert_no_outside_requests(record)


def test_an_inline_script_is_found(watched):
    page, record = watched
    page.goto("/inline")
    wait_for_the_record(page)

    with pytest.raises(AssertionError, match="script-src"):
        assert_no_csp_violations(record)


def test_a_missing_part_of_a_page_is_found(watched):
    page, record = watched
    page.goto("/missing")
    wait_for_the_record(page)

    with pytest.raises(AssertionError, match=r"missing\.png: 404"):
        assert_no_errors(record)


def test_an_error_in_a_script_is_found(watched):
    page, record = watched
    page.goto("/throws")
    wait_for_the_record(page)

    with pytest.raises(AssertionError, match=r"(?s)said.*thrown|thrown.*said"):
        assert_no_errors(record)


@pytest.mark.parametrize("action", ["click", "press"])
def test_an_action_gives_the_whole_next_page(open_watched, action):
    page = open_watched()
    page.goto("/to-slow")
    link = page.get_by_role("link")
    link.click() if action == "click" else link.press("Enter")
    assert (page.url.endswith("/slow"), page.locator("h1").count()) == (True, 1)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_page_wider_than_the_screen_is_found(open_watched, device):
    page = open_watched(device)
    page.goto("/")
    assert_no_sideways_scroll(page)
    page.goto("/wide")
    with pytest.raises(AssertionError, match=f"on a screen of {device.width}"):
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_text_is_measured_in_its_final_font(open_watched, javascript):
    page = open_watched(javascript=javascript)
    Site.font_wanted.clear()
    page.goto("/slow-font", wait_until="commit")
    page.locator("p").wait_for()
    in_the_fallback_font = page.locator("p").bounding_box()["width"]
    threading.Timer(0.2, Site.font_wanted.set).start()
    wait_for_fonts(page)
    assert page.evaluate("[...document.fonts].map((font) => font.status)") == ["loaded"]
    assert page.locator("p").bounding_box()["width"] != in_the_fallback_font


# What depends on the width of letters. Colors, focus rings and natural sizes of pictures don't.
MEASURES = re.compile(
    r"getBoundingClientRect|getClientRects|bounding_box|(scroll|client|offset)(Width|Height)|\.pdf\(|Axe\(|\.screenshot\("
)
WAITS = re.compile(r"\b(wait_for_fonts|assert_no_sideways_scroll|assert_axe_clean|screenshot|printer)\(")
# What waits itself, what is given a page that has waited (by the fixture `printer`), and the search below.
EXEMPT = {"wait_for_fonts", "decode", "test_whoever_measures_waits_for_the_fonts"}


def test_whoever_measures_waits_for_the_fonts():
    hasty, measuring = [], 0
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        parts = {part: ast.get_source_segment(source, part) for part in ast.parse(source).body}
        scripts = [
            part.targets[0].id
            for part, written in parts.items()
            if isinstance(part, ast.Assign) and MEASURES.search(written)
        ]
        measures = re.compile("|".join([MEASURES.pattern, *(rf"\b{name}\b" for name in scripts)]))
        for part, written in parts.items():
            if not isinstance(part, ast.FunctionDef) or part.name in EXEMPT:
                continue
            if measures.search(written):
                measuring += 1
                if not WAITS.search(written):
                    hasty.append(f"{path.name}: {part.name}")
    assert measuring >= 20
    assert hasty == []


def test_a_visitor_has_the_device_language_and_colors_asked_for(new_page):
    phone, desktop = new_page(), new_page(DESKTOP, language="en", dark=True)

    def look(page):
        return page.evaluate(
            "[screen.width, devicePixelRatio, navigator.language, matchMedia('(prefers-color-scheme: dark)').matches]"
        )

    assert look(phone) == [360, 2, "th-TH", False]
    assert look(desktop) == [1280, 1, "en-US", True]


def test_no_thread_of_the_server_shares_a_connection(live_server):
    assert live_server.thread.connections_override == {}
