"""What LINE and Facebook read in the head of every public page."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone

from center.records import pages
from portal import urls  # noqa: F401 the pages of the website itself are registered with its addresses
from tests.consultations.outreach.rows import make_event
from tests.factories import (
    make_announcement,
    make_document,
    make_document_category,
    make_lesson,
    make_product,
    make_source,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only(reason="a page's head is written in Python, from the same rows"),
]

PAGES = list(pages.PAGES)
MAKERS = {
    "product": make_product,
    "producer": lambda: make_product().producer,
    "news": make_announcement,
    "lesson": make_lesson,
    "source": make_source,
    "event": lambda: make_event(published_at=timezone.now()),
    "document": lambda: make_document(category=make_document_category()),
}


def head_of(client, address: str) -> dict[str, str]:
    """The page's Open Graph and its own title and description; nothing may stand there twice."""
    page = client.get(address).content.decode()
    found = re.findall(r'<meta (?:property|name)="(og:[a-z:]+|description)" content="([^"]*)">', page)
    found.append(("title", re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]))
    assert len(found) == len(dict(found)), found
    assert page.count("og:title") == page.count('name="description"') == 1
    return dict(found)


def check(client, address: str, language: str) -> None:
    head = head_of(client, address)
    assert head["og:title"] and head["title"].startswith(head["og:title"])
    assert head["og:description"] == head["description"] != ""
    assert head["og:locale"] == {"th": "th_TH", "en": "en_US"}[language]
    image = head["og:image"]
    assert image.startswith(settings.SITE_URL)
    path = image.removeprefix(settings.SITE_URL)
    if path.startswith(settings.STATIC_URL):
        assert finders.find("img/share.jpg")
        assert path == f"{settings.STATIC_URL}img/share.jpg"
    else:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("page", PAGES, ids=[page.view for page in PAGES])
def test_every_page_says_what_it_is(client, page, language):
    check(client, ("/en" if language == "en" else "") + page.url, language)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("kind", MAKERS)
def test_everything_with_a_page_of_its_own_does(client, kind, language):
    check(client, ("/en" if language == "en" else "") + MAKERS[kind]().get_absolute_url(), language)


def test_the_picture_is_answered(client):
    response = client.get(f"{settings.STATIC_URL}img/share.jpg")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    response.close()


def test_a_product_without_a_price_says_so_once(client):
    product = make_product()
    address = product.get_absolute_url()
    assert head_of(client, address)["og:description"].endswith(f"จาก {product.producer.name} สอบถามราคา")
    assert "ราคาอาจเปลี่ยน" not in client.get(address).content.decode()
    assert head_of(client, "/en" + address)["og:description"].endswith(". Ask for the price")
    product.price_low = 10
    product.save()
    assert head_of(client, address)["og:description"].endswith(" ราคา 10 บาท")
    assert "ราคาอาจเปลี่ยน" in client.get(address).content.decode()
