"""Events and registrations in words, and as calendars."""

import datetime as dt

import pytest
from django.utils import translation
from icalendar import Calendar

from consultations.bookings.actors import staff
from consultations.outreach import ical, texts
from consultations.outreach.models import OutreachEvent, Registration
from tests.consultations.appointments import at
from tests.consultations.outreach.rows import make_request
from tests.consultations.outreach.seating import come, make_event
from tests.factories import make_center, make_place, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = OutreachEvent.State


def components(content: bytes) -> list:
    return list(Calendar.from_ical(content).walk("VEVENT"))


# --- Words ---------------------------------------------------------------------------------------------------------


def test_when_it_is():
    event = make_event(30, 20)
    assert texts.when(event) == "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00–11.00 น."
    event.ends_at = at(12, days=8)
    assert texts.when(event) == "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น. ถึงวันอังคารที่ 8 ธันวาคม 2569 เวลา 12.00 น."
    event.state = State.POSTPONED
    assert texts.when(event).startswith("ยังไม่กำหนดวันใหม่ (เดิมวันจันทร์ที่ 7 ธันวาคม 2569")


def test_times_of_sessions_have_their_day_where_there_are_several():
    event = make_event(30, 20)
    session = event.sessions.order_by("starts_at").last()
    assert texts.session_times(session) == "10.00–11.00 น."
    session.event.ends_at = at(12, days=8)
    assert texts.session_times(session) == "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 10.00–11.00 น."


def test_where_it_is():
    assert texts.where(make_event(30)) == "ศูนย์ฯ", "nothing is known of the center"
    place = make_place(name_th="ศาลาประชาคม", moo=6, tambon_id="240208")
    event = make_event(30, place=place)
    assert texts.where(event) == "ศาลาประชาคม หมู่ที่ 6 ต.บางกระเจ็ด"
    assert texts.place_name(event) == "ศาลาประชาคม ต.บางกระเจ็ด"
    event.place.address = "ข้างวัด"
    assert texts.where(event) == "ศาลาประชาคม ข้างวัด ต.บางกระเจ็ด"


def test_at_the_center_the_centers_address_is_said():
    make_center(name_th="ศูนย์ฯ บางคล้า", address_th="ถนนเทพสุนทร")
    event = make_event(30)
    assert (texts.where(event), texts.place_name(event)) == ("ศูนย์ฯ บางคล้า ถนนเทพสุนทร", "ศูนย์ฯ บางคล้า")


def test_the_text_for_line_has_all_one_needs_to_come(settings):
    settings.SITE_URL = "https://portal.example.go.th"
    make_center(phone="038541234")
    event = make_event(30, name_th="สอนทำไข่เค็ม", for_whom_th="กลุ่มแม่บ้าน", place=make_place(name_th="วัดแจ้ง"))
    assert texts.to_forward(event).splitlines() == [
        "สอนทำไข่เค็ม",
        "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00–10.00 น.",
        "ที่ วัดแจ้ง",
        "สำหรับกลุ่มแม่บ้าน",
        f"ลงทะเบียน: https://portal.example.go.th/events/{event.pk}/?openExternalBrowser=1",
        "สอบถาม โทร 038-541-234",
    ]
    event.state, event.notice_th = State.CANCELLED, "น้ำท่วม"
    lines = texts.to_forward(event).splitlines()
    assert lines[0] == "ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว" and "น้ำท่วม" in lines and not any("ลงทะเบียน" in line for line in lines)


def test_what_an_officer_reads_aloud_says_the_place_in_the_queue():
    event = make_event(4, None, name_th="สอนทำไข่เค็ม")
    by = staff(make_staff())
    come(event, 4)
    come(event, 3)
    last = Registration.objects.for_rows().get(pk=come(event, 2, by=by).pk)
    text = texts.to_read_aloud(last)
    for words in (last.reference, "สอนทำไข่เค็ม", "วันจันทร์ที่ 7 ธันวาคม 2569", "มา 2 คน", "สำรองลำดับที่ 2"):
        assert words in text, words
    assert text.count("สำรอง") == 1 and last.name not in text


def test_in_english_everything_is_english():
    make_center(phone="038541234", name_en="The Center")
    event = make_event(30, name_en="Salted eggs")
    registration = Registration.objects.for_rows().get(pk=come(event, 2).pk)
    with translation.override("en"):
        said = " ".join(
            [texts.to_forward(event), texts.own_to_forward(registration), texts.to_read_aloud(registration)]
        )
    thai = [word for word in said.split() if any("ก" <= letter <= "๛" for letter in word)]
    assert thai == [] and "Monday 7 December 2026 (B.E. 2569), 09:00–10:00" in said


def test_a_village_is_named_as_far_as_it_was_said():
    assert texts.of_village(make_request(moo=6, tambon_id="240208")) == "หมู่ที่ 6 ต.บางกระเจ็ด"
    assert texts.of_village(make_request(reference="7002")) == ""


# --- Calendars -----------------------------------------------------------------------------------------------------


def test_an_event_is_one_entry_for_its_life():
    event = make_event(30, place=make_place(name_th="วัดแจ้ง"), name_th="ไข่เค็ม, บัญชี; และอื่น ๆ")
    (before,) = components(ical.of_event(event))
    event.starts_at, event.ends_at, event.sequence = at(13), at(15), 1
    (after,) = components(ical.of_event(event))
    assert before["UID"] == after["UID"] and (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["SUMMARY"] == "ไข่เค็ม, บัญชี; และอื่น ๆ" and before["LOCATION"] == "วัดแจ้ง"
    assert before["DTSTART"].dt == at(9) and before["DTSTART"].dt.utcoffset() == dt.timedelta(0)
    assert str(before["URL"]).endswith(f"/events/{event.pk}/")


@pytest.mark.parametrize(
    ("state", "status"), [(State.PLANNED, "CONFIRMED"), (State.POSTPONED, "TENTATIVE"), (State.CANCELLED, "CANCELLED")]
)
def test_the_feed_says_what_became_of_events(client, state, status):
    event = make_event(30, state=state)
    make_event(30, published_at=None)
    make_event(30, starts_at=at(9, days=-200))
    answer = client.get("/events/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    (found,) = components(answer.content)
    assert (found["UID"], found["STATUS"]) == (ical.uid(event), status)


def test_the_file_of_an_event_and_of_a_registration_are_the_same_entry(client):
    event = make_event(30)
    registration = come(event, 4)
    (of_event,) = components(client.get(f"/events/{event.pk}/calendar.ics").content)
    (own,) = components(ical.of_registration(registration))
    assert of_event["UID"] == own["UID"]
    assert registration.reference in own["DESCRIPTION"] and "มา 4 คน" in own["DESCRIPTION"]


def test_lines_are_folded_at_75_octets():
    content = ical.of_event(make_event(30, name_th="ก" * 200))
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
