"""Announcements: publishing and expiry, deadlines of calls, the list, the share picture, the admin."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from center.drawing.notices import draw
from center.news import share_pictures
from center.news.models import Announcement
from tests.factories import make_announcement, make_document, make_document_version, make_staff
from thai.dates import buddhist_year

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def listed(client, **query) -> list[Announcement]:
    return list(client.get("/news/", query).context["page"])


# --- Publishing and deadlines ----------------------------------------------------------------------------------------


@pytest.mark.ignore_template_errors
def test_published_and_expired_by_time(client):
    now = timezone.now()
    shown = make_announcement(expires_at=now + HOUR)
    hidden = [
        make_announcement(published_at=None),
        make_announcement(published_at=now + HOUR),
        make_announcement(published_at=now - 2 * HOUR, expires_at=now - HOUR),
    ]
    assert listed(client) == [shown]
    assert client.get(shown.get_absolute_url()).status_code == 200
    for announcement in hidden:
        assert client.get(announcement.get_absolute_url()).status_code == 404
        assert client.get(f"/news/{announcement.pk}/share.jpg").status_code == 404


def test_the_newest_first_and_open_calls_above(client):
    now = timezone.now()
    old = make_announcement(published_at=now - 3 * HOUR)
    later = make_announcement(kind="call", deadline=now + timedelta(days=9), published_at=now - 2 * HOUR)
    sooner = make_announcement(kind="call", deadline=now + timedelta(days=2), published_at=now - HOUR)
    make_announcement(kind="call", deadline=now - HOUR, published_at=now - 4 * HOUR)
    page = client.get("/news/")
    assert list(page.context["page"])[:3] == [sooner, later, old]
    assert list(page.context["open_calls"]) == [sooner, later]
    assert list(client.get("/news/?kind=news").context["open_calls"]) == []


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Bangkok"))


@pytest.mark.parametrize(
    ("now", "days", "is_open"),
    [
        (at(20, 23, 59), 2, True),
        (at(21, 0, 5), 1, True),  # still the day before in UTC
        (at(22, 6, 30), 0, True),
        (at(22, 16, 29), 0, True),
        (at(22, 16, 30), None, False),
        (at(23, 0, 0), None, False),
    ],
)
def test_days_left_are_days_of_bangkok(monkeypatch, now, days, is_open):
    monkeypatch.setattr(timezone, "now", lambda: now)
    call = Announcement(kind="call", deadline=at(22, 16, 30))
    assert (call.days_left, call.is_open) == (days, is_open)


def test_a_deadline_is_told_in_buddhist_years(client):
    open_call = make_announcement(kind="call", deadline=timezone.now() + timedelta(days=400))
    year = buddhist_year(timezone.localdate(open_call.deadline).year)
    page = client.get(open_call.get_absolute_url()).content.decode()
    assert f" {year} เวลา " in page and "อีก 400 วัน" in page
    closed = make_announcement(kind="call", deadline=timezone.now() - HOUR)
    assert "ปิดรับแล้ว" in client.get(closed.get_absolute_url()).content.decode()


# --- Pages ---------------------------------------------------------------------------------------------------------


def test_found_by_words_and_kind(client):
    wanted = make_announcement(kind="training", name_th="อบรมบรรจุภัณฑ์", body_th="ที่ศาลาวัดโจ้โล้")
    make_announcement(name_th="ประชุม")
    assert listed(client, q="บรรจุภันฑ") == [wanted]
    assert listed(client, q="วัดโจโล") == [wanted]
    assert listed(client, kind="training") == [wanted]
    assert len(listed(client, kind="nothing", page="-3")) == 2
    assert "ไม่พบข่าวที่ตรงกับคำว่า" in client.get("/news/?q=zzzz").content.decode()
    assert "ยังไม่มีข่าวในหมวดนี้" in client.get("/news/?kind=procurement").content.decode()


def test_words_are_shown_as_words(client):
    body = "ย่อหน้าแรก <script>alert(1)</script>\n\nดูที่ https://example.go.th/a?b=1&c=2"
    announcement = make_announcement(name_th="<b>ข่าว</b>", body_th=body)
    page = client.get(announcement.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "<b>ข่าว" not in page
    assert '<a href="https://example.go.th/a?b=1&amp;c=2" rel="nofollow">' in page
    assert "<p>ย่อหน้าแรก" in page


def test_documents_of_an_announcement(client):
    document, hidden = make_document(name_th="ใบสมัคร"), make_document(name_th="ร่างลับ", published_at=None)
    make_document_version(document)
    announcement = make_announcement()
    announcement.documents.set([document, hidden])
    page = client.get(announcement.get_absolute_url()).content.decode()
    assert document.get_absolute_url() in page and "ร่างลับ" not in page


def test_in_english_thai_is_marked_and_addresses_lead_on(client):
    announcement = make_announcement(name_th="ข่าวไทย", name_en="Stalls wanted", body_th="เนื้อความ")
    answer = client.get(f"/en/news/{announcement.pk}/")
    assert answer["Location"] == f"/en/news/{announcement.pk}-stalls-wanted/"
    page = client.get(answer["Location"]).content.decode()
    assert "<h1>Stalls wanted</h1>" in page
    assert 'lang="th"' in page and "เนื้อความ" in page


def test_five_thousand_announcements_cost_few_queries(client, django_assert_max_num_queries):
    now = timezone.now()
    Announcement.objects.bulk_create(
        Announcement(name_th=f"ข่าว {n}", body_th="ก", search_text="ขาว", published_at=now - n * timedelta(minutes=1))
        for n in range(5_000)
    )
    for query in ({}, {"q": "ข่าว", "kind": "news", "page": "200"}):
        with django_assert_max_num_queries(8):
            assert client.get("/news/", query).status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(Announcement.objects.first().get_absolute_url()).status_code == 200


# --- The picture for LINE ------------------------------------------------------------------------------------------


def test_the_ready_made_picture(client, settings):
    announcement = make_announcement(name_th="รับสมัครผู้ผลิตร่วมออกร้าน", kind="call", deadline=timezone.now() + HOUR)
    address = share_pictures.address_of(announcement).removeprefix(settings.SITE_URL)
    answer = client.get(address)
    assert (answer["Content-Type"], answer.status_code) == ("image/jpeg", 200)
    assert "immutable" in answer["Cache-Control"]
    image = Image.open(io.BytesIO(answer.content))
    assert image.size == (1200, 630)
    assert zxingcpp.read_barcode(image).text == settings.SITE_URL + announcement.get_absolute_url()
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert (
        f'property="og:image" content="{share_pictures.address_of(announcement)}"'
        in client.get(announcement.get_absolute_url()).content.decode()
    )


def test_the_picture_is_another_one_when_its_words_are():
    announcement = make_announcement()
    first = share_pictures.texts_of(announcement).version
    announcement.name_th = "ใหม่"
    assert share_pictures.texts_of(announcement).version != first
    with override_settings(DEMO=True):
        assert share_pictures.texts_of(announcement).sample == "ตัวอย่าง"


@pytest.mark.parametrize("title", ["ก", "ประกาศรับสมัครกลุ่มอาชีพและผู้ผลิตสินค้าชุมชนทั้งเก้าตำบล" * 4, "W" * 200])
def test_every_title_fits(title):
    assert draw(share_pictures.texts_of(make_announcement(name_th=title[:200])))[:2] == b"\xff\xd8"


# --- The staff site ------------------------------------------------------------------------------------------------


def form_of(**fields) -> dict:
    return {
        "name_th": "รับสมัคร",
        "kind": "call",
        "body_th": "เนื้อหา",
        "published_at_0": "1/11/2566",
        "published_at_1": "09.00",
        "pictures-TOTAL_FORMS": 0,
        "pictures-INITIAL_FORMS": 0,
        **fields,
    }


@pytest.mark.ignore_template_errors
def test_staff_post_a_call_with_a_picture(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make_staff())
    url = reverse("admin:center_announcement_add")
    assert "ประกาศรับสมัครต้องมีวันปิดรับสมัคร" in client.post(url, form_of()).content.decode()
    photo = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(photo, "JPEG")
    picture = {
        "pictures-TOTAL_FORMS": 1,
        "pictures-0-upload": SimpleUploadedFile("a.jpg", photo.getvalue()),
        "pictures-0-alt_th": "ร้านค้า",
        "pictures-0-position": 0,
    }
    next_year = timezone.localdate().year + 1
    deadline = {"deadline_0": f"30/11/{next_year + 543}", "deadline_1": "16.30"}
    sent = form_of(**deadline) | picture
    assert client.post(url, sent).status_code == 302
    call = Announcement.objects.get()
    assert call.deadline == datetime(next_year, 11, 30, 16, 30, tzinfo=ZoneInfo("Asia/Bangkok"))
    assert "ร้านค้า" in client.get(call.get_absolute_url()).content.decode()
    with translation.override("th"):
        early = form_of(**deadline, expires_at_0="1/10/2566", expires_at_1="9.00")
        assert "เวลาเลิกแสดงต้องอยู่หลังเวลาเผยแพร่" in client.post(url, early).content.decode()


@pytest.mark.ignore_template_errors
def test_the_list_says_what_has_expired(client):
    make_announcement(published_at=timezone.now() - 2 * HOUR, expires_at=timezone.now() - HOUR)
    client.force_login(make_staff())
    assert "เลิกแสดงแล้ว" in client.get(reverse("admin:center_announcement_changelist")).content.decode()
