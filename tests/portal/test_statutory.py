"""The pages a public website must have, and what links to them."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from center.records.pages import sections
from center.records.retention import PERIODS
from tests.factories import make_source

pytestmark = pytest.mark.django_db

PAGES = ["/privacy/", "/accessibility/", "/site-map/", "/search/"]
# Addresses without arguments that are no pages to begin at: for machines, for staff, a form's own, or a sheet to print.
NO_PAGES = (
    "admin/",
    "account/",
    "robots.txt",
    "sitemap.xml",
    "healthz",
    "readyz",
    "news/feed/",
    "events/calendar.ics",
    "products/labels/",
    "about/committee/chart/",
    "consultations/callback/sent/",
)


@pytest.mark.parametrize("path", PAGES + ["/en" + path for path in PAGES])
def test_every_statutory_page_opens_and_every_page_links_to_it(client, path):
    assert client.get(path).status_code == 200
    foot = client.get("/en/" if path.startswith("/en") else "/").content.decode().partition("<footer")[2]
    assert f'href="{path}"' in foot


def test_the_privacy_notice_says_what_section_23_asks(client):
    page = client.get("/privacy/").content.decode()
    for text in [
        "ผู้ควบคุมข้อมูลส่วนบุคคล",
        "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
        "ฐานทางกฎหมาย",
        "ใครได้รับข้อมูล",
        "สิทธิของคุณ",
        "ถ้าไม่ให้",
        "365 วันหลังวันนัด",
        "90 วัน",
        "30 วัน",
        "72 ชั่วโมง",
        "ร้องเรียนได้ที่สำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล",
        "ถอนความยินยอม",
        "ไม่เก็บเลขหรือสำเนาบัตรประชาชน",
    ]:
        assert text in page


def test_the_privacy_notice_promises_what_the_code_does():
    periods = {period.key: period.days for period in PERIODS}

    assert (periods["questions"], periods["recycle_bin"], periods["join_requests"]) == (90, 30, 90)
    assert (periods["bookings"], periods["callbacks"], periods["messages"]) == (365, 90, 30)


def test_the_question_form_leads_to_the_privacy_notice(client):
    from tests.factories import make_lesson

    page = client.get(f"/lessons/{make_lesson().pk}/ask/").content.decode()
    assert 'href="/privacy/"' in page.partition('id="ask"')[2].partition("</form>")[0]


# --- The site map --------------------------------------------------------------------------------------------------


def addresses(patterns=None, prefix: str = "") -> list[str]:
    """Every public address without arguments, as Django's resolver knows them."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            found.append(path)
        else:
            found += addresses(pattern.url_patterns, path)
    return [path for path in found if "<" not in path and "(" not in path and not path.startswith(NO_PAGES)]


def test_the_site_map_holds_every_page_one_can_begin_at(client):
    page = client.get("/site-map/").content.decode().partition("<main")[2].partition("</main")[0]
    linked = set(re.findall(r'href="(/[^"?]*)"', page))
    assert linked == {"/" + path for path in addresses()}
    for address in linked:
        assert client.get(address).status_code == 200, address


def test_no_page_is_on_the_site_map_twice():
    views = [page.view for _title, pages in sections() for page in pages]
    assert len(views) == len(set(views))


def test_the_site_map_leads_into_the_kinds_of_source(client):
    make_source(kind="market")
    page = client.get("/site-map/").content.decode()
    assert 'href="/sources/?kind=market"' in page
