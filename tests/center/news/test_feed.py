"""The Atom feed: Thai texts, RFC 3339 dates, valid XML whatever the text."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from center.news.models import Announcement
from tests.factories import make_announcement
from tests.markup import compact

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read(client, address: str = "/news/feed/"):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def test_thai_titles_and_christian_dates(client):
    published = datetime(2026, 10, 1, 9, 30, tzinfo=ZoneInfo("Asia/Bangkok"))
    make_announcement(name_th="ฝึกอบรม “น้ำปู๋” & <ขนม>", body_th="บรรทัดแรก\nhttps://example.go.th", published_at=published)
    feed = read(client)
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "ฝึกอบรม “น้ำปู๋” & <ขนม>"
    assert datetime.fromisoformat(entry.find(f"{ATOM}published").text) == published
    dates = [element.text for element in feed.iter() if element.tag in (f"{ATOM}updated", f"{ATOM}published")]
    assert len(dates) == 3 and all(RFC_3339.fullmatch(date) for date in dates)
    assert all(datetime.fromisoformat(date).year < 2500 for date in dates)  # later years are Buddhist
    assert '<a href="https://example.go.th" rel="nofollow">' in entry.find(f"{ATOM}summary").text


def test_only_what_the_public_may_see_the_newest_first(client):
    now = timezone.now()
    make_announcement(name_th="ซ่อน", published_at=None)
    make_announcement(name_th="หมดอายุ", published_at=now - 2 * HOUR, expires_at=now - HOUR)
    make_announcement(name_th="เก่า", published_at=now - timedelta(days=2))
    make_announcement(name_th="ใหม่")
    assert [title.text for title in read(client).findall(f"{ATOM}entry/{ATOM}title")] == ["ใหม่", "เก่า"]


def test_addresses_are_whole_and_stay(client, settings):
    announcement = make_announcement(name_en="Stalls wanted")
    feed = read(client, "/en/news/feed/")
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == f"{settings.SITE_URL}/en/news/{announcement.pk}-stalls-wanted/"
    assert entry.find(f"{ATOM}id").text == f"{settings.SITE_URL}/en/news/{announcement.pk}/"
    assert entry.find(f"{ATOM}title").text == "Stalls wanted"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert '<link rel="alternate" type="application/atom+xml"' in compact(client.get("/news/").content.decode())


def test_signs_xml_cannot_hold_are_left_out(client):
    Announcement.objects.filter(pk=make_announcement().pk).update(name_th="ก\x01ข", body_th="ค\x0bง\x1f")
    assert read(client).find(f"{ATOM}entry/{ATOM}title").text == "กข"


def test_an_empty_feed_is_a_feed_and_not_asked_twice(client, django_assert_num_queries):
    assert read(client).findall(f"{ATOM}entry") == []
    make_announcement()
    with django_assert_num_queries(1):
        answer = client.get("/news/feed/")
    assert client.get("/news/feed/", headers={"if-none-match": answer["ETag"]}).status_code == 304
