"""An appointment in words: what is forwarded, read aloud and sent to an adviser."""

import datetime as dt

import pytest
from django.utils.translation import override

from center.visitors import secret_links
from consultations.bookings import texts
from consultations.bookings.models import Booking
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_center, make_place, make_topic
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NAME, PHONE = "แฉล้ม ลานใบไม้", "0812345678"


@pytest.fixture
def topic():
    make_office_hours()
    make_center(name_th="ศูนย์ฯ อ.บางคล้า", name_en="Bang Khla center", address_th="ถ.ฤทธิประศาสน์")
    return make_topic(name_th="ทำฉลาก", name_en="Labels", bring_th="ฉลากเดิม\nตัวอย่างสินค้า", bring_en="The old label")


def booked(topic, **fields) -> Booking:
    return make_booking(topic, at(9), visitor=visitor(name=NAME, phone=PHONE, question="ถามเรื่องลับ"), **fields)


def test_the_time_has_weekday_date_and_clock(topic):
    make_adviser(topic)
    booking = booked(topic)
    booking.starts_at = dt.datetime(2026, 10, 1, 2, 0, tzinfo=dt.UTC)

    assert texts.when(booking) == "วันพฤหัสบดีที่ 1 ตุลาคม 2569 เวลา 09.00 น."
    with override("en"):
        assert texts.when(booking) == "Thursday 1 October 2026 (B.E. 2569), 09:00"


def test_a_time_just_after_midnight_has_bangkoks_weekday(topic):
    make_adviser(topic)
    booking = booked(topic)
    booking.starts_at = dt.datetime(2026, 10, 1, 0, 30, tzinfo=BANGKOK).astimezone(dt.UTC)

    assert texts.when(booking).startswith("วันพฤหัสบดีที่ 1 ")


def test_the_place_is_the_center_unless_another_was_agreed(topic):
    make_adviser(topic)
    booking = booked(topic)

    assert texts.where(booking) == "ศูนย์ฯ อ.บางคล้า ถ.ฤทธิประศาสน์"
    booking.place = make_place(name_th="ศาลาหมู่ 6", moo=6)
    assert texts.where(booking) == "ศาลาหมู่ 6 หมู่ที่ 6"
    booking.place.address = "ริมคลอง"
    assert texts.where(booking) == "ศาลาหมู่ 6 ริมคลอง"


def test_the_text_to_forward_has_everything_but_the_link(topic):
    make_adviser(topic)
    booking = booked(topic)

    assert texts.to_forward(booking) == (
        f"นัดปรึกษา ศูนย์ฯ อ.บางคล้า · เลขที่ {booking.reference} · วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น. · เรื่อง ทำฉลาก"
        " · ที่ ศูนย์ฯ อ.บางคล้า ถ.ฤทธิประศาสน์ · เตรียม ฉลากเดิม, ตัวอย่างสินค้า · เลื่อนหรือยกเลิก โทร 038-123-456"
    )


def test_an_appointment_that_waits_says_so(topic):
    make_adviser(topic, confirms="by_phone")
    booking = booked(topic)

    assert " · รอผู้ให้คำปรึกษายืนยัน · " in texts.to_forward(booking)
    assert "รอผู้ให้คำปรึกษายืนยัน" in texts.to_read_aloud(booking)


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_text_has_the_link_or_the_visitors_name_and_number(topic, language):
    make_adviser(topic)
    booking = booked(topic)

    with override(language):
        for text in (texts.to_forward(booking), texts.to_adviser(booking), texts.to_read_aloud(booking)):
            for secret in (booking.link_key, secret_links.token_of(booking.link_key), NAME, PHONE, "ถามเรื่องลับ"):
                assert secret not in text
            assert booking.topic.name in text


def test_the_adviser_is_asked_for_a_yes_or_no(topic):
    adviser = make_adviser(topic, confirms="by_phone")

    assert texts.to_adviser(booked(topic)) == (
        f"เรียน {adviser} มีผู้ขอปรึกษาเรื่อง ทำฉลาก วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น. ที่ ศูนย์ฯ อ.บางคล้า"
        " ถ.ฤทธิประศาสน์ สะดวกหรือไม่ โปรดตอบ “ได้” หรือ “ไม่ได้” หรือโทร 038-123-456"
    )


def test_what_is_read_aloud_begins_with_the_number(topic):
    adviser = make_adviser(topic)
    booking = booked(topic)

    assert texts.to_read_aloud(booking) == (
        f"นัดเลขที่ {booking.reference} วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น. เรื่อง ทำฉลาก พบ {adviser}"
        " ที่ ศูนย์ฯ อ.บางคล้า ถ.ฤทธิประศาสน์ โปรดเตรียม ฉลากเดิม, ตัวอย่างสินค้า"
    )


def test_without_a_center_or_things_to_bring_nothing_is_left_blank(clock):
    make_office_hours()
    topic = make_topic(name_th="หาตลาด")
    make_adviser(topic)
    booking = booked(topic)

    assert texts.to_forward(booking) == (
        f"นัดปรึกษา · เลขที่ {booking.reference} · วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น. · เรื่อง หาตลาด · ที่ ศูนย์ฯ"
    )
    assert texts.to_adviser(booking).endswith("โปรดตอบ “ได้” หรือ “ไม่ได้”")
