"""Every public page is kept and fresh: each page of the website, and every worker of a web server."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from center.records.pages import PAGES
from portal.responses import page_cache
from tests import factories
from tests.consultations.outreach.seating import make_event
from tests.consultations.racing import serving
from tests.portal.own_portal import migrated_portal

pytestmark = pytest.mark.django_db

# Pages for visitors that are made anew for each, and why.
NEVER_KEPT = {
    "ask_callback": "form",
    "ask_product": "form",
    "ask_question": "form",
    "callback_sent": "message",
    "choose_time": "free times move with the clock",
    "complaint": "form",
    "confirm_booking": "form",
    "event_register": "form",
    "fill_form": "form",
    "join": "form",
    "my_matters": "form",
    "send_complaint": "form",
    "shelf_labels": "any choice of products",
    "village_request": "form",
    "who_comes": "form",
    "callback": "form",
}
NO_PAGES = (
    "download",
    "share",
    "calendar",
    "feed",
    "cancel",
    "leave",
    "shrink",
    "reschedule",
    "slip",
    "own_",
    "join_request",
)
SITE = ("healthz", "readyz", "robots", "sitemap", "rendition", "favicon")


def views_of(resolver: URLResolver) -> list[URLPattern]:
    """Every address for visitors."""
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if "admin" not in str(entry.pattern) and "account" not in str(entry.pattern):
                found += views_of(entry)
        elif entry.name and not str(entry.pattern).startswith("admin"):
            found.append(entry)
    return found


def test_every_page_for_visitors_says_whether_it_may_be_kept():
    pages = {
        entry.name: getattr(entry.callback, "is_cached_page", False)
        for entry in views_of(get_resolver())
        if entry.name not in SITE and not any(part in entry.name for part in NO_PAGES)
    }
    assert {name for name, kept in pages.items() if not kept} <= NEVER_KEPT.keys()
    assert not [name for name in NEVER_KEPT if pages.get(name)]


def rows_with_pages() -> list[str]:
    """The address of one row of each kind, and of its printed pages."""
    now = timezone.now()
    topic = factories.make_topic()
    speaker = factories.make_speaker(topic)
    factories.make_seat(factories.make_governing_term(), person=speaker.person)
    product = factories.make_product()
    factories.certify(product)
    factories.rate(product, stars=5)
    lesson = factories.make_lesson()
    factories.make_question(about=lesson, state="answered", answer="ได้", answered_at=now)
    document = factories.make_document()
    factories.make_document_version(document)
    event = make_event(10, starts_at=now + dt.timedelta(days=3))
    rows = [product, product.producer, lesson, document, event, factories.make_source(), speaker]
    rows += [
        factories.make_network(published_at=now),
        factories.make_group(published_at=now),
        factories.make_announcement(),
    ]
    printed = [f"/products/{product.pk}/card/", f"/producers/{product.producer.pk}/cards/"]
    printed += [f"/producers/{product.producer.pk}/prices/", f"/events/{event.pk}/poster/", "/about/committee/chart/"]
    return [*(row.get_absolute_url() for row in rows), *printed]


@pytest.fixture
def from_memory(monkeypatch) -> list[str]:
    """The addresses that were answered from memory."""
    answered, answer = [], page_cache._answer

    def noted(request, page):
        answered.append(request.path)
        return answer(request, page)

    monkeypatch.setattr(page_cache, "_answer", noted)
    return answered


def test_every_page_is_kept_in_both_languages_and_forgotten_with_its_rows(client, from_memory):
    factories.make_center(phone="038541000")
    addresses = [page.url for page in PAGES if page.view.partition(":")[2] not in NEVER_KEPT] + rows_with_pages()
    addresses = [prefix + address for prefix in ("", "/en") for address in addresses]
    assert len(addresses) > 60
    assert {address for address in addresses if client.get(address).status_code != 200} == set()
    assert from_memory == []
    pages = {address: client.get(address).content.decode() for address in addresses}
    assert from_memory == addresses

    # Nearly every page says how to reach the center; printed ones may not.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE center_center SET phone = '038541999'")
    with_phone = [address for address, page in pages.items() if "038-541-000" in page or "038 541 000" in page]
    assert len(with_phone) > 55
    assert [address for address in with_phone if "541-000" in client.get(address).content.decode()] == []


# --- Several workers --------------------------------------------------------------------------------------------------


def test_a_change_shows_on_the_next_request_of_every_worker(django_db_setup, tmp_path):
    with migrated_portal(tmp_path / "own") as portal, serving(portal.environment) as server:
        for turn in range(4):
            portal.execute(
                f"UPDATE center_tambon SET name_th = 'ตำบลที่{turn}' WHERE code = (SELECT min(code) FROM center_tambon)"
            )
            # Each request is a connection of its own, which any of the four workers takes.
            pages = [server.get("/contact/").page for _ in range(12)]
            assert all(f"ตำบลที่{turn}" in page for page in pages)
            assert server.get("/contact/").headers["ETag"]
