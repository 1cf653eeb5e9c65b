"""The first page, the pages of errors, and what every page carries."""

import base64
import hashlib
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from consultations.outreach.models import OutreachEvent
from portal.responses import page_cache
from portal.responses.compression import compress
from tests.consultations.outreach.rows import make_event
from tests.factories import category, make_producer, make_product, tambon

pytestmark = pytest.mark.django_db

PAGES = ["/", "/products/", "/producers/", "/en/", "/en/products/", "/en/producers/"]


def test_home_leads_to_categories_tambons_and_products(client):
    product = make_product(
        name_th="มะม่วงกวน", category=category("food"), producer=make_producer(tambon=tambon("หัวไทร"))
    )
    make_product(name_th="ซ่อนอยู่", category=category("herb"), published_at=None)

    page = client.get("/").content.decode()

    assert product.get_absolute_url() in page
    assert "/products/?category=food" in page
    assert "/products/?category=herb" not in page
    assert f"/products/?tambon={tambon('หัวไทร').pk}" in page
    assert "ซ่อนอยู่" not in page


def test_home_tells_the_next_three_events(client):
    days = [timezone.now() + timedelta(days=day) for day in (4, 2, 1, 3, -1, 5)]
    events = [
        make_event(name_th=f"กิจกรรมที่ {number}", starts_at=day, ends_at=day + timedelta(hours=2), published_at=days[4])
        for number, day in enumerate(days)
    ]
    OutreachEvent.objects.filter(pk=events[2].pk).update(state=OutreachEvent.State.CANCELLED)
    OutreachEvent.objects.filter(pk=events[5].pk).update(published_at=None)

    page = client.get("/").content.decode()

    found = [number for number, event in enumerate(events) if event.get_absolute_url() in page]
    assert found == [0, 1, 3]
    assert page.index(events[1].name_th) < page.index(events[3].name_th) < page.index(events[0].name_th)
    assert events[0].place.name_th in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_cost_of_home_does_not_grow(client, count, django_assert_num_queries):
    for _ in range(count):
        make_product(producer=make_producer(tambon=tambon()))
    client.get("/")  # builds the index of the showcase
    page_cache.PLAIN.clear()
    # The versions, events, products, their pictures, news, documents.
    with django_assert_num_queries(6):
        client.get("/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_its_language_and_links_to_the_other(client, path):
    page = client.get(path).content.decode()
    english = path.startswith("/en/")
    assert f'<html lang="{"en" if english else "th"}">' in page
    assert f'href="{path.removeprefix("/en") if english else "/en" + path}"' in page


def test_the_language_link_keeps_search_and_filters(client):
    page = client.get("/products/", {"q": "มะม่วง", "category": "food"}).content.decode()
    assert "/en/products/?q=%E0%B8%A1%E0%B8%B0%E0%B8%A1%E0%B9%88%E0%B8%A7%E0%B8%87&amp;category=food" in page


@pytest.mark.parametrize("path", PAGES)
def test_a_demonstration_site_says_so_and_stays_out_of_search_engines(client, path):
    with override_settings(DEMO=True):
        page = client.get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    with override_settings(DEMO=False):
        page = client.get(path).content.decode()
    assert "noindex" not in page


@pytest.mark.parametrize("path", [*PAGES, "/nothing-here/", "/products/999/", "/admin/login/", "/media/nothing.jpg"])
def test_every_answer_carries_its_guards(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("address", "count"),
    [("/products/", 1), ("/about/", 2), ("/contact/", 2), ("/about/committee/", 2), ("/about/speakers/", 2)],
)
def test_the_stylesheets_in_the_page_are_those_the_policy_allows(client, address, count):
    response = client.get(address)
    inside = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.S)
    assert len(inside) == count
    allowed = re.search(r"style-src ([^;]+)", response.headers["Content-Security-Policy"])[1].split()
    for text in inside:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed


def test_a_missing_page_is_said_in_plain_thai(client):
    response = client.get("/nothing-here/")
    assert response.status_code == 404
    assert "ไม่พบหน้า" in response.content.decode()


def test_nothing_is_asked_of_another_host(client):
    """Links may lead away; nothing may be loaded from elsewhere."""
    make_product()
    for path in PAGES:
        page = client.get(path).content.decode()
        loaded = re.findall(r"""(?:src|srcset|href)=["']?(https?:[^"'\s>]+)""", re.sub(r"<a [^>]*>", "", page))
        assert all(address.startswith(settings.SITE_URL) for address in loaded), loaded


@pytest.mark.parametrize(
    ("accepted", "answered"), [("gzip, deflate, br, zstd", "br"), ("gzip, zstd", "zstd"), ("gzip", "gzip"), ("", None)]
)
def test_answers_are_compressed_with_brotli_where_the_browser_takes_it(client, accepted, answered):
    response = client.get("/products/", headers={"accept-encoding": accepted})
    assert response.headers.get("Content-Encoding") == answered
    if answered == "br":
        import brotli

        assert len(response.content) <= len(compress(brotli.decompress(response.content)))
