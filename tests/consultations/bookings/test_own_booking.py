"""The visitor's own appointment behind its secret link."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from center.visitors import secret_links
from center.visitors.digits import MOST_TRIES
from consultations.bookings import bookings
from consultations.bookings.actors import VISITOR
from consultations.bookings.addresses import own_link, own_page
from consultations.bookings.models import Booking
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours, visitor
from tests.consultations.bookings.journeys import main_of
from tests.factories import make_center, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PHONE = "0812345678"


@pytest.fixture
def topic():
    make_office_hours()
    make_center(phone="038541234", address_th="ถนนเทพสุนทร", latitude=13.7, longitude=101.2)
    return make_topic(name_th="ทำฉลาก ขอ อย.", minutes=60, bring_th="ฉลากเดิม\nบัญชีส่วนผสม")


@pytest.fixture
def booking(topic):
    make_adviser(topic)
    return make_booking(topic, at(9), visitor=visitor(phone=PHONE))


@pytest.fixture
def waiting(topic):
    make_adviser(topic, confirms="by_phone")
    return make_booking(topic, at(9), visitor=visitor(phone=PHONE))


def again(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


# --- Seen ------------------------------------------------------------------------------------------------------------


def test_it_says_all_one_needs(client, booking):
    page = main_of(client.get(own_page(booking)))
    for words in (f"นัดหมายเรียบร้อยแล้ว เลขที่ {booking.reference}", "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น.", "ถนนเทพสุนทร",
                  "ฉลากเดิม", "บัญชีส่วนผสม",
                  "จับภาพหน้าจอนี้เก็บไว้ แล้วแสดงหรือบอกเลขที่เมื่อมาถึง", "ส่งต่อทาง LINE", "เลื่อนนัด", "ยกเลิกนัด", "ดูแผนที่",
                  "พิมพ์ใบนัด", "เพิ่มลงปฏิทิน",
                  "โทรหาเจ้าหน้าที่ 038-541-234", booking.speaker.name):  # fmt: skip
        assert words in page, words
    assert "https://www.google.com/maps/search/?api=1&amp;query=13.7,101.2" in page
    assert 'class="qr"' in page and own_link(booking).endswith("/?openExternalBrowser=1")


def test_one_that_waits_for_the_adviser_says_when_somebody_calls(client, waiting):
    Booking.objects.update(booked_at=NOW)
    page = main_of(client.get(own_page(waiting)))
    assert f"รับนัดไว้แล้ว รอผู้ให้คำปรึกษายืนยัน เลขที่ {waiting.reference}" in page
    assert "เจ้าหน้าที่จะโทรแจ้งภายใน 2 ธันวาคม 2569" in page, "the second open day"
    bookings.reschedule(waiting, starts_at=at(10, days=1))
    assert "เจ้าหน้าที่จะโทรแจ้งภายใน 30 พฤศจิกายน 2569" in main_of(client.get(own_page(waiting))), "before it takes place"


def test_the_head_says_nothing_of_who_and_what(client, booking):
    page = client.get(own_page(booking))
    text = page.content.decode()
    head = text.partition("</head>")[0]
    for secret in ("แฉล้ม", "ทำฉลาก", PHONE, "081-234-5678", booking.reference, "og:"):
        assert secret not in re.sub(r"(?s)<style>.*?</style>", "", head), secret
    assert "แฉล้ม" not in text and "5678" not in text.replace(secret_links.token_of(booking.link_key), "")
    assert '<meta name="robots" content="noindex, nofollow">' in head
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"


ACTS = ["", "reschedule/", "reschedule/?to=2026-12-07-1000", "calendar.ics", "slip/"]


@pytest.mark.parametrize("act", ACTS)
def test_looking_changes_nothing_and_is_never_stored(client, booking, act):
    before = Booking.objects.values().get()
    for method in ("get", "head"):
        answer = getattr(client, method)(own_page(booking) + act)
        assert (
            answer.status_code == 200 and "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]
        )
    assert Booking.objects.values().get() == before


def test_a_scanner_that_opens_the_act_of_cancelling_cancels_nothing(client, booking):
    for method in ("get", "head"):
        assert getattr(client, method)(own_page(booking) + "cancel/").status_code == 302
    assert again(booking).is_open


@pytest.mark.parametrize("act", [*ACTS, "cancel/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_or_expired_link_opens_nothing(client, booking, act, method):
    link = own_page(booking)
    Booking.objects.update(link_expires_at=NOW)
    for unknown in (link, "/bookings/made-up/", f"/bookings/{secret_links.token_of(secret_links.new_key())}/"):
        answer = getattr(client, method)(unknown + act, follow=True)
        assert answer.status_code in (404, 405), unknown
    assert again(booking).is_open and again(booking).starts_at == at(9)


def test_the_text_to_forward_has_no_link(client, booking):
    page = main_of(client.get(own_page(booking)))
    text = unquote(re.search(r'href="https://line\.me/R/share\?text=([^"]+)"', page)[1])
    token = secret_links.token_of(booking.link_key)
    assert f"เลขที่ {booking.reference}" in text and "038-541-234" in text
    assert token not in text and "http" not in text and "แฉล้ม" not in text


def test_the_calendar_file_is_one(client, booking):
    answer = client.get(own_page(booking) + "calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8" and "attachment" in answer["Content-Disposition"]
    assert b"METHOD:PUBLISH" in answer.content and b"DTSTART:20261207T020000Z" in answer.content
    bookings.cancel(booking, by=VISITOR)
    assert client.get(own_page(booking) + "calendar.ics").status_code == 404


def test_the_slip_names_nobody(client, booking):
    page = client.get(own_page(booking) + "slip/").content.decode()
    assert f"ใบนัด เลขที่ {booking.reference}" in page and "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น." in page
    assert "แฉล้ม" not in page and 'class="qr"' in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("served", "นัดเลขที่ {} "), ("no_show", "นัดเลขที่ {} "), ("cancelled", "นัดเลขที่ {} ยกเลิกแล้ว")],
)
def test_one_that_is_over_offers_a_new_one_and_nothing_else(client, booking, state, words):
    Booking.objects.update(state=state)
    page = " ".join(main_of(client.get(own_page(booking))).split())
    assert words.format(booking.reference).strip() in page and "นัดใหม่" in page
    for gone in ("เลื่อนนัด", "ยืนยันยกเลิกนัด", "ส่งต่อทาง LINE", "calendar.ics"):
        assert gone not in page
    assert client.get(own_page(booking) + "reschedule/").url == own_page(booking)


def test_one_that_has_begun_is_left_to_the_telephone(client, booking, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 5))
    assert "เลื่อนหรือยกเลิกทางเว็บไม่ได้" in main_of(client.get(own_page(booking)))
    for act, values in (("cancel/", {"digits": "5678"}), ("reschedule/", {"to": "2026-12-08-0900"})):
        answer = client.post(own_page(booking) + act, values)
        assert answer.status_code == 422 and "ทางเว็บไม่ได้แล้ว กรุณาโทรหาเจ้าหน้าที่" in main_of(answer)
    assert again(booking).is_open and again(booking).starts_at == at(9)


@override_settings(DEMO=True)
def test_a_demonstration_calls_nobody(client, booking):
    for act in ("", "reschedule/"):
        assert "tel:" not in main_of(client.get(own_page(booking) + act))


# --- Cancelled -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", ["5678", " ๕๖๗๘ ", "56 78"])
def test_the_last_four_digits_cancel(client, booking, digits):
    answer = client.post(own_page(booking) + "cancel/", {"digits": digits})
    assert answer.url == own_page(booking) and again(booking).state == "cancelled"
    assert booking.state_changes.first().actor == "visitor" and not booking.claims.exists()
    assert client.post(own_page(booking) + "cancel/", {"digits": digits}).status_code == 302, "twice is once"


def test_wrong_digits_cancel_nothing_and_are_few(client, booking):
    url = own_page(booking) + "cancel/"
    for number in range(MOST_TRIES):
        answer = client.post(url, {"digits": f"000{number}"})
        assert answer.status_code == 422 and "ไม่ตรงกับเบอร์ที่ใช้นัด" in main_of(answer)
    answer = client.post(url, {"digits": "5678"})
    assert answer.status_code == 422 and "ลองหลายครั้งแล้ว กรุณารอ 60 นาที" in main_of(answer)
    assert again(booking).is_open


def test_another_site_can_cancel_and_move_nothing(booking):
    client = Client(enforce_csrf_checks=True)
    for act, values in (("cancel/", {"digits": "5678"}), ("reschedule/", {"to": "2026-12-07-1000"})):
        assert client.post(own_page(booking) + act, values).status_code == 403
    assert again(booking).is_open and again(booking).starts_at == at(9)


# --- Moved -----------------------------------------------------------------------------------------------------------


def test_a_time_is_chosen_checked_and_confirmed(client, booking):
    times = main_of(client.get(own_page(booking) + "reschedule/?from=2026-12-07"))
    here = own_page(booking) + "reschedule/"
    assert f'href="{here}?to=2026-12-07-1000"' in times and f'href="{here}?to=2026-12-07-0900"' in times
    check = main_of(client.get(f"{here}?to=2026-12-07-1000"))
    assert "ยังไม่ได้เลื่อน จนกว่าจะกดยืนยันเลื่อนนัด" in check and "จันทร์ที่ 7 ธันวาคม 2569 10.00 น." in check
    assert again(booking).starts_at == at(9)
    for _ in range(2):
        assert client.post(here, {"to": "2026-12-07-1000"}).url == own_page(booking)
    moved = again(booking)
    assert (moved.starts_at, moved.reference, moved.sequence) == (at(10), booking.reference, 1)
    assert "เวลา 10.00 น." in main_of(client.get(own_page(booking))), "the link survives"


def test_its_own_length_is_what_is_offered(client, booking, topic):
    topic.minutes = 120
    topic.save()
    times = main_of(client.get(own_page(booking) + "reschedule/?from=2026-12-08"))
    assert "to=2026-12-08-1100" in times, "an hour fits at eleven; two don't"


def test_a_time_that_is_gone_keeps_the_old_one_and_offers_the_nearest(client, booking, topic):
    make_booking(topic, at(10))
    here = own_page(booking) + "reschedule/"
    for answer in (client.get(f"{here}?to=2026-12-07-1000"), client.post(here, {"to": "2026-12-07-1000"})):
        page = main_of(answer)
        assert answer.status_code == 422 and "เวลานี้มีผู้นัดไปแล้ว" in page and "นัดเดิมยังอยู่" in page
        assert len(re.findall(rf'<a class="tile" href="{here}\?to=', page)) == 3
    assert again(booking).starts_at == at(9)


@pytest.mark.parametrize("to", ["", "nonsense", "2026-02-30-0900", "2569-12-07-0900", "\0"])
def test_no_time_leads_back_to_the_times(client, booking, to):
    here = own_page(booking) + "reschedule/"
    assert client.post(here, {"to": to}).url == here
    assert client.get(here, {"to": to}).status_code == 200
    assert again(booking).starts_at == at(9)


def test_the_cost_of_the_pages(client, booking, django_assert_max_num_queries):
    client.get("/privacy/")
    # Of them the versions of the tables.
    for act, most in (("", 2), ("reschedule/", 9), ("reschedule/?to=2026-12-07-1000", 9), ("slip/", 2)):
        with django_assert_max_num_queries(most):
            client.get(own_page(booking) + act)


def test_the_link_stands_on_no_other_page(client, booking):
    token = secret_links.token_of(booking.link_key)
    for url in (
        "/consultations/",
        f"/consultations/book/{booking.topic_id}/",
        "/my-matters/",
        "/site-map/",
        "/sitemap.xml",
    ):
        assert token not in client.get(url).content.decode()
    assert timezone.now() < booking.link_expires_at
