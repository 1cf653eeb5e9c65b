"""Appointments for calendar programs."""

import datetime as dt

import pytest
from django.utils.translation import override
from icalendar import Calendar

from consultations.bookings import ical
from consultations.bookings.bookings import cancel, reschedule
from consultations.bookings.models import Booking
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_center, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NAME, PHONE, EMAIL = "แฉล้ม ลานใบไม้", "0812345678", "chalaem@example.com"
LONG = "ขึ้นทะเบียนผู้ผลิตผู้ประกอบการหนึ่งตำบลหนึ่งผลิตภัณฑ์; ทำฉลาก, ขอ อย. และพัฒนาบรรจุภัณฑ์ 🥚"


@pytest.fixture
def booking() -> Booking:
    make_office_hours()
    make_center(name_th="ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า", address_th="ถ.ฤทธิประศาสน์")
    topic = make_topic(name_th=LONG, bring_th="ฉลากเดิม\nตัวอย่างสินค้า")
    make_adviser(topic)
    who = visitor(name=NAME, phone=PHONE, email=EMAIL, question="ถามเรื่องลับ")
    return make_booking(topic, at(9), visitor=who)


def the_event(content: bytes):
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return event


def every_kind(booking: Booking) -> dict[str, bytes]:
    return {
        "REQUEST": ical.invitation(booking),
        "CANCEL": ical.cancellation(booking),
        "PUBLISH": ical.download(booking),
        "feed": ical.feed(booking.speaker, [booking]),
    }


@pytest.mark.parametrize("language", ["th", "en"])
def test_lines_have_at_most_75_octets_of_valid_utf_8(booking, language):
    with override(language):
        for content in every_kind(booking).values():
            lines = content.split(b"\r\n")
            assert lines.pop() == b""
            for line in lines:
                line.decode("utf-8", errors="strict")
                assert len(line) <= 75 and b"\n" not in line and b"\r" not in line


def test_the_topic_survives_folding_and_escaping(booking):
    assert the_event(ical.invitation(booking))["summary"] == f"นัดปรึกษา เรื่อง {LONG}"


def test_each_kind_has_its_method(booking):
    for method, content in every_kind(booking).items():
        expected = "PUBLISH" if method == "feed" else method
        assert Calendar.from_ical(content)["method"] == expected


def test_times_are_in_the_christian_era_and_utc(booking):
    for content in every_kind(booking).values():
        assert b"DTSTART:20261207T020000Z" in content
        assert b"DTEND:20261207T024500Z" in content
        assert b":2569" not in content


def test_a_life_has_one_uid_and_a_rising_sequence(booking):
    first = the_event(ical.invitation(booking))
    moved = the_event(ical.invitation(reschedule(booking, starts_at=at(10, 30))))
    cancel(booking)
    booking = Booking.objects.for_rows().get()
    gone = the_event(ical.cancellation(booking))

    assert first["uid"] == moved["uid"] == gone["uid"]
    assert [event["sequence"] for event in (first, moved, gone)] == [0, 1, 2]
    assert moved["dtstart"].dt == at(10, 30).astimezone(dt.UTC)
    assert gone["status"] == "CANCELLED"


def test_no_two_appointments_share_a_uid(booking):
    other = make_booking(booking.topic, at(10, 30))

    assert ical.uid(booking) != ical.uid(other)
    assert ical.uid(booking) == ical.uid(Booking.objects.get(pk=booking.pk))


def test_an_invitation_names_who_organizes_and_who_comes(booking):
    event = the_event(ical.invitation(booking))

    assert event["attendee"] == f"mailto:{EMAIL}"
    assert event["attendee"].params["CN"] == NAME
    assert event["attendee"].params["PARTSTAT"] == "ACCEPTED"
    assert event["organizer"].startswith("mailto:")


def test_a_name_with_quotes_and_line_breaks_stays_one_parameter(booking):
    booking.name = 'แฉล้ม "เล็ก"; X=1\r\nBEGIN:VALARM'
    content = ical.invitation(booking)

    assert b"\r\nBEGIN:VALARM" not in content
    assert the_event(content)["attendee"] == f"mailto:{EMAIL}"


@pytest.mark.parametrize(("state", "status"), [("waiting", "TENTATIVE"), ("booked", "CONFIRMED")])
def test_what_waits_for_the_adviser_is_tentative(booking, state, status):
    booking.state = state

    assert the_event(ical.invitation(booking))["status"] == status
    assert the_event(ical.feed(booking.speaker, [booking]))["status"] == status


def test_the_feed_has_time_place_and_number_only(booking):
    content = ical.feed(booking.speaker, [booking])
    text = content.replace(b"\r\n ", b"").decode()

    for personal in (NAME, PHONE, EMAIL, "ถามเรื่องลับ", LONG, LONG.split(";")[0], booking.link_key, str(booking.speaker)):
        assert personal not in text
    assert f"SUMMARY:นัดเลขที่ {booking.reference}" in text
    assert "LOCATION:ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า" in text
    allowed = {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "LOCATION", "STATUS", "SUMMARY"}
    assert set(the_event(content)) == allowed


def test_the_feed_leaves_out_other_advisers(booking):
    other = make_adviser(booking.topic)

    assert not Calendar.from_ical(ical.feed(other, [booking])).walk("VEVENT")


def test_a_file_to_download_has_no_phone_no_link_and_no_attendee(booking):
    text = ical.download(booking).replace(b"\r\n ", b"").decode()

    for personal in (NAME, PHONE, EMAIL, booking.link_key, "ATTENDEE"):
        assert personal not in text
    assert booking.reference in text
