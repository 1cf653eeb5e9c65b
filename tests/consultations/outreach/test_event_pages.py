"""The public pages of events: the list, one event, its poster, and what machines read of it."""

import datetime as dt
import json
import re

import pytest
from django.test import override_settings

from consultations.outreach.addresses import own_page
from consultations.outreach.models import OutreachEvent, Session
from portal.responses import page_cache
from portal.responses.compression import compress
from tests.consultations.appointments import NOW, at
from tests.consultations.bookings.journeys import main_of
from tests.consultations.outreach.seating import come, make_event
from tests.consultations.outreach.visits import read
from tests.factories import make_center, make_network, make_organization, make_place, make_speaker, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = OutreachEvent.State
LIST = "/events/"
LONG_AGO = NOW - dt.timedelta(days=365)


def page_of(client, event: OutreachEvent, language: str = "th"):
    return client.get(("/en" if language == "en" else "") + event.get_absolute_url())


def linked_data_of(page) -> dict:
    return json.loads(re.search(r'(?s)<script type="application/ld\+json">(.*?)</script>', page.content.decode())[1])


# --- The list ------------------------------------------------------------------------------------------------------


def test_events_to_come_stand_by_date_and_the_past_apart(client):
    later, sooner = make_event(None, starts_at=at(9, days=9)), make_event(None, starts_at=at(9, days=3))
    past = make_event(None, starts_at=at(9, days=-3), attended=45)
    hidden = make_event(None, published_at=None)
    page = main_of(client.get(LIST))
    assert page.index(sooner.name_th) < page.index(later.name_th)
    assert past.name_th not in page and hidden.name_th not in page
    page = main_of(client.get(f"{LIST}?past=1"))
    assert past.name_th in page and "มา 45 คน" in page
    assert sooner.name_th not in page


def test_a_row_says_when_where_and_what_a_newcomer_can_have(client):
    place = make_place(name_th="ศาลาหมู่ 6", tambon_id="240208")
    event = make_event(4, place=place)
    come(event, 3)
    page = read(client.get(LIST))
    for words in ("วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00–10.00 น.", f"ศาลาหมู่ 6 ต.{place.tambon.name_th}", "เหลือ 1 ที่ จาก 4"):
        assert words in page, words
    come(event, 2)
    assert "เต็มแล้ว ลงชื่อสำรองได้" in main_of(client.get(LIST)), "one seat is free, but somebody waits for it"


def test_events_are_found_by_words_tambon_and_kind(client):
    place = make_place(tambon_id="240208")
    egg = make_event(None, name_th="สอนทำไข่เค็ม", place=place, offers_knowledge=True)
    fund = make_event(None, name_th="เงินกู้กลุ่ม", offers_capital=True)
    both = (egg, fund)
    for query, found in (("q=ไข่เคม", [egg]), ("tambon=240208", [egg]), ("kind=capital", [fund]),
                         ("kind=capital&kind=knowledge", both), ("kind=nonsense&tambon=x&page=99", both)):  # fmt: skip
        page = main_of(client.get(f"{LIST}?{query}"))
        assert [event for event in both if event.name_th in page] == list(found), query
    page = main_of(client.get(f"{LIST}?q=ควาย"))
    assert "ไม่พบกิจกรรมที่ตรงกับที่ค้นหา" in page and "/events/request/" in page


def test_the_search_over_everything_finds_events(client):
    event, hidden = (make_event(30, name_th="สอนทำไข่เค็มใบเตย", published_at=day) for day in (LONG_AGO, None))
    for address in ("/search/?q=ไข่เคม", "/search/?q=ใบเตย", "/sitemap.xml"):
        page = client.get(address).content.decode()
        assert event.get_absolute_url() in page and hidden.get_absolute_url() not in page, address
    assert "/events/request/" in client.get("/search/?q=ผู้ใหญ่บ้าน").content.decode()


def test_without_any_the_page_says_what_one_can_do(client):
    page = main_of(client.get(LIST))
    assert "ยังไม่มีกิจกรรมที่กำลังจะถึง" in page and "/events/request/" in page


def test_a_cancelled_event_stays_in_the_list_and_says_so(client):
    make_event(None, state=State.CANCELLED)
    assert "ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว" in main_of(client.get(LIST))


def test_an_event_without_a_new_day_stays_in_the_list_after_the_others(client):
    put_off, later = make_event(None, starts_at=at(9, days=-3), state=State.POSTPONED), make_event(None)
    page = main_of(client.get(LIST))
    assert page.index(later.name_th) < page.index(put_off.name_th) and "ยังไม่กำหนดวันใหม่" in page
    assert put_off.name_th not in main_of(client.get(f"{LIST}?past=1"))


# --- One event -----------------------------------------------------------------------------------------------------


def test_the_page_has_everything_one_decides_by(client):
    make_center(phone="038541234")
    network = make_network(name_th="เครือข่าย OTOP", published_at=LONG_AGO)
    event = make_event(30, None, about_th="พาไปดู", for_whom_th="กลุ่มแม่บ้าน", place=make_place(name_th="วัดแจ้ง"))
    event.networks.add(network)
    event.organizations.add(make_organization(name_th="ธ.ก.ส."))
    speaker = make_speaker(make_topic())
    event.sessions.first().speakers.add(speaker)
    come(event, 4)
    page = read(page_of(client, event))
    for words in ("วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00–11.00 น.", "วัดแจ้ง", "กลุ่มแม่บ้าน", "พาไปดู", "ลงทะเบียนเข้าร่วม",
                  f"/events/{event.pk}/register/", "09.00–10.00 น.", "เหลือ 26 ที่ จาก 30", speaker.name, "เครือข่าย OTOP",
                  "ธ.ก.ส.", "งานนี้มีการบันทึกภาพ", f"/events/{event.pk}/calendar.ics", "ส่งต่อทาง LINE",
                  f"/events/{event.pk}/poster/", "โทรหาเจ้าหน้าที่ 038-541-234"):  # fmt: skip
        assert words in page, words


def test_nobody_who_comes_is_named(client):
    event = make_event(30)
    registration = come(event, 2)
    for address in (event.get_absolute_url(), f"/events/{event.pk}/poster/", LIST, f"/events/{event.pk}/register/"):
        text = client.get(address).content.decode()
        assert registration.name not in text and registration.phone not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"takes_registrations": False}, "มาได้เลย ไม่ต้องลงทะเบียน"),
        ({"registration_closes_at": at(9, days=-1)}, "ปิดรับลงทะเบียนแล้ว"),
        ({"state": State.CANCELLED, "notice_th": "น้ำท่วม"}, "ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว"),
        ({"state": State.POSTPONED}, "ยังไม่กำหนดวันใหม่ (เดิมวันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00–10.00 น.)"),
    ],
)
def test_an_event_that_takes_nobody_says_why(client, fields, said):
    event = make_event(30, **fields)
    page = page_of(client, event)
    assert page.status_code == 200
    assert said in read(page) and fields.get("notice_th", "") in main_of(page)
    assert f"/events/{event.pk}/register/" not in main_of(page)
    assert client.get(f"/events/{event.pk}/register/").status_code == 302


def test_a_moved_event_says_when_it_was(client):
    page = main_of(page_of(client, make_event(30, rescheduled_from=at(9, days=2))))
    assert "เลื่อนมาจาก 2 ธันวาคม 2569 เวลา 09.00 น." in page


def test_a_past_event_shows_what_came_of_it(client):
    event = make_event(30, starts_at=at(9, days=-3), attended=42, result_th="ได้สูตรไข่เค็มไอโอดีน")
    page = read(page_of(client, event))
    assert "42 คน" in page and "ได้สูตรไข่เค็มไอโอดีน" in page
    assert "เหลือ" not in page and "งานนี้มีการบันทึกภาพ" not in page


def test_a_desk_leads_to_appointments_or_says_how_it_works(client):
    event = make_event(None)
    desk = {"event": event, "kind": Session.Kind.DESK, "starts_at": event.starts_at, "ends_at": event.ends_at}
    Session.objects.create(desk=Session.Desk.APPOINTMENTS, **desk)
    Session.objects.create(desk=Session.Desk.NUMBERS, **desk)
    page = main_of(page_of(client, event))
    assert "นัดเวลาที่โต๊ะนี้" in page and "แจกบัตรคิวหน้างาน" in page


def test_a_hidden_event_is_not_found(client):
    event = make_event(30, published_at=None)
    for address in ("", "register/", "calendar.ics", "poster/", "share.jpg"):
        assert client.get(f"/events/{event.pk}/{address}").status_code == 404, address


def test_the_wrong_words_in_the_address_lead_to_the_right_ones(client):
    event = make_event(30, name_en="Salted eggs")
    response = client.get(f"/events/{event.pk}-old-name/?from=line")
    assert (response.status_code, response["Location"]) == (301, f"/events/{event.pk}-salted-eggs/?from=line")


def test_the_poster_has_time_place_and_code(client):
    make_center(phone="038541234")
    event = make_event(30, 20, place=make_place(name_th="วัดแจ้ง"))
    page = read(client.get(f"/events/{event.pk}/poster/"))
    for words in (event.name_th, "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00–11.00 น.", "วัดแจ้ง", "038-541-234", 'class="qr"',
                  "10.00–11.00 น."):  # fmt: skip
        assert words in page, words


def test_the_share_picture_is_drawn(client):
    event = make_event(30)
    response = client.get(f"/events/{event.pk}/share.jpg")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    image = re.search(r'property="og:image" content="([^"]*)"', page_of(client, event).content.decode())[1]
    assert f"/events/{event.pk}/share.jpg?v=" in image


# --- What machines read --------------------------------------------------------------------------------------------


def test_search_engines_read_what_a_newcomer_can_have(client):
    event = make_event(30, place=make_place(name_th="วัดแจ้ง", tambon_id="240208"))
    come(event, 29)
    data = linked_data_of(page_of(client, event))
    assert (data["maximumAttendeeCapacity"], data["remainingAttendeeCapacity"]) == (30, 1)
    come(event, 2)
    data = linked_data_of(page_of(client, event))
    assert data["remainingAttendeeCapacity"] == 0, "somebody waits for the free seat"
    assert data["@type"] == "Event" and data["eventStatus"] == "https://schema.org/EventScheduled"
    assert (data["startDate"], data["endDate"]) == ("2026-12-07T09:00:00+07:00", "2026-12-07T10:00:00+07:00")
    assert data["location"]["name"] == "วัดแจ้ง" and data["location"]["address"]["addressCountry"] == "TH"
    assert "offers" not in data and "attendee" not in data


def test_several_sessions_have_their_seats_each(client):
    data = linked_data_of(page_of(client, make_event(30, 20)))
    assert [part["maximumAttendeeCapacity"] for part in data["subEvent"]] == [30, 20]
    assert "maximumAttendeeCapacity" not in data


@pytest.mark.parametrize(
    ("fields", "status", "former"),
    [
        ({"state": State.CANCELLED}, "EventCancelled", None),
        ({"state": State.POSTPONED}, "EventPostponed", None),
        ({"rescheduled_from": at(9, days=2)}, "EventRescheduled", "2026-12-02T09:00:00+07:00"),
        ({"state": State.CANCELLED, "rescheduled_from": at(9, days=2)}, "EventCancelled", None),
    ],
)
def test_search_engines_learn_of_changes(client, fields, status, former):
    data = linked_data_of(page_of(client, make_event(30, **fields)))
    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert data.get("previousStartDate") == former


@override_settings(DEMO=True)
def test_a_demonstration_tells_search_engines_nothing(client):
    assert "ld+json" not in page_of(client, make_event(30)).content.decode()


def test_pages_and_their_stylesheet_fit_into_thirteen_kilobytes(client):
    place = make_place(name_th="ศาลาประชาคมหมู่ 6", moo=6, tambon_id="240208")
    for number in range(20):
        event = make_event(
            30, 20, None, about_th="ลงมือทำไข่เค็มใบเตย " * 40, place=place, starts_at=at(9, days=7 + number)
        )
    for address in (LIST, event.get_absolute_url(), f"/events/{event.pk}/register/", "/events/request/"):
        page = client.get(address).content
        assert len(compress(page)) <= 13 * 1024, address


# --- What it costs -------------------------------------------------------------------------------------------------


def fill(events: int, registrations: int) -> OutreachEvent:
    """Past and coming events with a session, and as many registrations, of which the first event has the most."""
    made = [make_event(4, starts_at=at(9, days=-events // 2 + number)) for number in range(events)]
    for number in range(registrations):
        come(made[-1 if number % 2 else events // 2 + 1], 1 + number % 4)
    return made[-1]


@pytest.mark.parametrize("size", [3, 12])
def test_the_cost_of_the_pages_does_not_grow(client, size, django_assert_max_num_queries):
    event = fill(size, size)
    registration = come(event, 2)
    client.get("/")  # what every page says of the center
    own = own_page(registration)
    for address in (LIST, f"{LIST}?past=1", f"{LIST}?q=ไข่&tambon=240208&kind=capital", event.get_absolute_url(),
                    f"/events/{event.pk}/register/", f"/events/{event.pk}/poster/", "/events/calendar.ics", own):  # fmt: skip
        client.get(address)  # until when it is true by time alone is asked for once
        page_cache.PLAIN.clear()
        page_cache.FILTERED.clear()
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200
