"""Every public page in a real browser: accessible, fast, and the same with and without JavaScript."""

import pytest

from catalog.products.models import Product
from consultations.outreach.models import OutreachEvent
from portal.responses.compression import compress
from tests.browser.rig import (
    DESKTOP,
    NARROW,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    each_pair,
    keep_picture,
    screenshot,
)


def addresses() -> dict[str, str]:
    product = Product.objects.get(source_key="demo:mango-nam-dok-mai")
    coming = OutreachEvent.objects.published().next().first()
    return {
        "home": "/",
        "products": "/products/",
        "found": "/products/?q=มะมวง&category=food",
        "nothing": "/products/?q=zzzz&stars=5",
        "product": product.get_absolute_url(),
        "eggs": Product.objects.get(source_key="demo:salted-egg").get_absolute_url(),
        "producers": "/producers/",
        "producer": product.producer.get_absolute_url(),
        "events": "/events/",
        "event": coming.get_absolute_url(),
        "register": f"/events/{coming.pk}/register/",
        "village-request": "/events/request/",
        "missing": "/nothing-here/",
    }


@each_pair
def test_no_page_breaks_a_rule_of_accessibility(new_page, demo, device, language, dark, javascript):
    page = new_page(device, language=language, dark=dark, javascript=javascript)
    for name, address in addresses().items():
        page.goto(f"/en{address}" if language == "en" else address)
        assert_axe_clean(page)
        if javascript:
            keep_picture(page, f"{name}-{language}-{device.width}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize(
    ("device", "language"),
    [(PHONE, "th"), (DESKTOP, "en"), (NARROW, "th"), (NARROW, "en")],
    ids=["360-th", "1280-en", "320-th", "320-en"],
)
def test_no_page_scrolls_sideways_and_all_targets_are_big_enough(new_page, demo, device, language):
    page = new_page(device, language=language)
    for name, address in addresses().items():
        page.goto(f"/en{address}" if language == "en" else address)
        assert_no_sideways_scroll(page)
        small = page.evaluate(
            """() => {
              // Cards far below the screen have a height that is guessed until somebody scrolls there.
              for (const card of document.querySelectorAll('.cards > *')) card.style.contentVisibility = 'visible';
              return [...document.querySelectorAll('a, button, input, select, summary')].flatMap((target) => {
                if (target.closest('p, dd, .skip, .visually-hidden, footer') || target.type === 'hidden') return [];
                const {height} = (target.closest('label') || target.closest('.card') || target).getBoundingClientRect();
                return height > 0 && height < 43.5 ? [`${height} px: ${target.outerHTML.slice(0, 120)}`] : [];
              });
            }"""
        )
        assert small == [], name


@pytest.mark.parametrize("net", ["slow", "fast"])
def test_a_phone_loads_little_before_it_scrolls(new_page, demo, net):
    page = new_page(PHONE)
    # On slow nets browsers fetch pictures long before they are scrolled to.
    latency, throughput = {"slow": (400, 50_000), "fast": (0, 10_000_000)}[net]
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency, "downloadThroughput": throughput, "uploadThroughput": throughput},
    )
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto("/products/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("navigator.connection.effectiveType") == {"slow": "3g", "fast": "4g"}[net]
    html = page.request.get("/products/", headers={"Accept-Encoding": "identity"}).body()
    sizes[page.url] = len(compress(html))
    assert sizes[page.url] <= 11_000  # the stylesheet stands inside it
    assert not page.evaluate("[...document.scripts].some((script) => script.src && !script.defer)")
    assert not page.evaluate("document.querySelector('link[rel=stylesheet]') !== null")
    assert sum(address.endswith(".woff2") for address in sizes) == 2
    assert sum(address.endswith(".avif") for address in sizes) in range(4, 12), sizes
    assert sum(sizes.values()) <= 64 * 1024, sizes


def test_tab_alone_reaches_search_filters_and_products(new_page, demo):
    page = new_page(DESKTOP)
    page.goto("/products/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.pathname || ''"))
        # A card is one link and shows the focus as a whole.
        assert (
            page.evaluate(
                "getComputedStyle(document.activeElement.closest('.card') || document.activeElement).outlineStyle"
            )
            != "none"
        )
    assert {"q", "category", "sort"} <= reached
    assert any(address.startswith("/products/") and address != "/products/" for address in reached)


@pytest.mark.long
def test_the_pictures_of_the_readme(new_page, demo):
    """What `make screenshots` puts into docs/img: the first screen of the showcase and of a product."""
    taken = []
    for name, device, address in [
        ("showcase-wide", DESKTOP, addresses()["products"]),
        ("showcase-phone", PHONE, addresses()["products"]),
        ("product-phone", PHONE, addresses()["product"]),
    ]:
        page = new_page(device)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        taken.append(screenshot(page, name))
    assert all(path.stat().st_size > 10_000 for path in taken)
