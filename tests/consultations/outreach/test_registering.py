"""How visitors register, and their own registration behind its secret link."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from center.records.states import move
from center.visitors import secret_links
from center.visitors.digits import MOST_TRIES
from consultations.bookings.actors import staff
from consultations.outreach import registrations
from consultations.outreach.addresses import own_page
from consultations.outreach.models import OutreachEvent, Registration
from tests.consultations.appointments import at
from tests.consultations.bookings.journeys import hidden_fields, main_of
from tests.consultations.outreach.seating import come, make_event, registrant, seated, waiting
from tests.consultations.outreach.visits import read, register, registering
from tests.factories import make_center, make_place, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PHONE = "0812345678"
State = OutreachEvent.State


def party(event: OutreachEvent, people: int = 4, **fields) -> Registration:
    return come(event, people, registrant=registrant(phone=PHONE), **fields)


def act(client: Client, registration: Registration, name: str, digits: str = PHONE[-4:], **fields):
    prefix = {"cancel": "cancel", "shrink": "shrink", "leave": "leave"}[name]
    sent = {f"{prefix}-{field}": value for field, value in {"digits": digits, **fields}.items()}
    return client.post(f"{own_page(registration)}{name}/", sent)


def again(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


# --- Registering ---------------------------------------------------------------------------------------------------


def test_four_people_are_registered_with_what_was_typed(client):
    event = make_event(30)
    answer = register(client, event, email="boonruean@example.com")
    registration = Registration.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, own_page(registration))
    assert (registration.name, registration.phone, registration.email) == (
        "นางบุญเรือน เป็ดไล่ทุ่ง",
        PHONE,
        "boonruean@example.com",
    )
    assert (registration.party_size, registration.tambon_id, registration.channel) == (4, "240208", "web")
    assert (registration.language, registration.state) == ("th", "registered")
    assert seated(event.sessions.get()) == [4]
    page = main_of(client.get(answer["Location"]))
    assert f"ลงทะเบียนแล้ว เลขที่ {registration.reference}" in page and "4 คน" in page


def test_english_visitors_are_written_to_in_english(client):
    event = make_event(30)
    answer = client.post(f"/en/events/{event.pk}/register/", registering(event))
    assert answer["Location"].startswith("/en/registrations/")
    assert Registration.objects.get().language == "en"


def test_who_lives_elsewhere_says_so(client):
    register(client, make_event(30), tambon="elsewhere")
    registration = Registration.objects.get()
    assert (registration.tambon, registration.outside) == (None, "นอกอำเภอบางคล้า")


def test_the_form_asks_for_sessions_only_where_there_is_a_choice(client):
    one, several, with_talk = make_event(30), make_event(30, 20), make_event(30, None)
    forms = [client.get(f"/events/{event.pk}/register/").content.decode() for event in (one, several, with_talk)]
    assert [form.count('name="sessions"') for form in forms] == [0, 2, 1]
    assert [form.count("checked") for form in forms] == [0, 2, 1], "all are chosen at first"


def test_only_the_chosen_sessions_get_seats_and_those_without_a_limit(client):
    event = make_event(30, 20, None)
    first, second, talk = event.sessions.order_by("starts_at")
    register(client, event, sessions=[second.pk])
    assert [seated(session) for session in (first, second, talk)] == [[], [4], [4]]


def test_where_a_talk_is_open_to_all_no_session_has_to_be_chosen(client):
    event = make_event(30, None)
    limited, talk = event.sessions.order_by("starts_at")
    register(client, event)
    assert (seated(limited), seated(talk)) == ([], [4])


def test_a_full_event_puts_newcomers_in_the_queue_and_says_where(client):
    event = make_event(4)
    party(event), come(event, 1)
    page = client.get(f"/events/{event.pk}/register/").content.decode()
    assert "ตอนนี้เต็มแล้ว ลงชื่อสำรองไว้ได้" in page and "ลงชื่อสำรอง" in page
    answer = register(client, event, name="ยายแฉ่ง สวนมะม่วง", party_size="2")
    page = main_of(client.get(answer["Location"]))
    registration = Registration.objects.latest("pk")
    assert f"ลงชื่อสำรองไว้แล้ว เลขที่ {registration.reference}" in page and "สำรองลำดับที่ 2" in page
    assert waiting(event.sessions.get()) == [1, 2]


def test_a_party_larger_than_the_room_is_told_the_figure_and_keeps_what_was_typed(client):
    event = make_event(3)
    answer = register(client, event)
    page = main_of(answer)
    assert answer.status_code == 422 and "รับได้ทั้งหมด 3 คน" in page
    assert "นางบุญเรือน เป็ดไล่ทุ่ง" in page and not Registration.objects.exists()


def test_the_same_form_sent_again_leads_to_the_same_registration(client):
    event = make_event(30)
    form = registering(event)
    answers = [client.post(f"/events/{event.pk}/register/", form) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"] and Registration.objects.count() == 1


def test_the_same_form_with_other_words_says_what_stands(client):
    event = make_event(30)
    form = registering(event)
    client.post(f"/events/{event.pk}/register/", form)
    answer = client.post(f"/events/{event.pk}/register/", form | {"party_size": "6"})
    registration = Registration.objects.get()
    page = read(answer)
    assert f"ลงทะเบียนไว้แล้ว เลขที่ {registration.reference}" in page and "มา 4 คน" in page
    assert own_page(registration) in page


def test_a_name_that_is_registered_isnt_twice_and_nobody_learns_its_link(client):
    event = make_event(30)
    register(client, event)
    answer = register(client, event, name="บุญเรือน  เป็ดไล่ทุ่ง")
    assert answer.status_code == 422 and "ลงทะเบียนกิจกรรมนี้ไว้แล้ว" in main_of(answer)
    assert "/registrations/" not in answer.content.decode() and Registration.objects.count() == 1


def test_too_many_of_a_phone_have_to_wait(client):
    event = make_event(None)
    for number in range(5):
        register(client, event, name=f"แม่บ้าน คนที่{'กขคงจ'[number]}")
    answer = register(client, event, name="แม่บ้าน คนที่ฉ")
    assert answer.status_code == 422 and "เบอร์นี้ส่งหลายครั้งแล้ว" in main_of(answer)
    assert Registration.objects.count() == 5


def test_an_event_that_closed_meanwhile_refuses_with_its_reason(client):
    event = make_event(30)
    form = registering(event)
    OutreachEvent.objects.update(state=State.CANCELLED)
    answer = client.post(f"/events/{event.pk}/register/", form)
    assert answer.status_code == 422 and "ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว" in main_of(answer)
    assert not Registration.objects.exists()


# --- Its own page --------------------------------------------------------------------------------------------------


def test_it_says_all_one_needs(client):
    make_center(phone="038541234")
    event = make_event(30, 20, place=make_place(name_th="วัดแจ้ง", latitude=13.7, longitude=101.2))
    page = read(client.get(own_page(party(event))))
    for words in (event.name_th, "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00–11.00 น.", "วัดแจ้ง", "4 คน", "มีที่นั่งแล้ว",
                  "10.00–11.00 น.", "จับภาพหน้าจอนี้เก็บไว้", "ส่งต่อทาง LINE", "เพิ่มลงปฏิทิน", "ดูแผนที่", "มากันน้อยลง",
                  "มาไม่ได้บางช่วง", "มาไม่ได้แล้ว", "โทรหาเจ้าหน้าที่ 038-541-234"):  # fmt: skip
        assert words in page, words


def test_the_page_names_nobody_and_no_machine_keeps_it(client):
    registration = party(make_event(30))
    page = client.get(own_page(registration))
    text = page.content.decode()
    assert registration.name not in text
    assert PHONE not in text and "5678" not in text.replace(secret_links.token_of(registration.link_key), "")
    assert '<meta name="robots" content="noindex, nofollow">' in text and "og:" not in text
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]


def test_the_text_to_forward_has_no_link(client):
    registration = party(make_event(30))
    page = main_of(client.get(own_page(registration)))
    text = unquote(re.search(r'https://line\.me/R/share\?text=([^"]*)', page)[1])
    assert registration.reference in text and "มา 4 คน" in text
    assert "http" not in text and "registrations" not in text and registration.name not in text


def test_cancelling_asks_for_the_digits_and_frees_the_seats(client):
    event = make_event(4)
    registration = party(event)
    come(event, 2)
    answer = act(client, registration, "cancel")
    assert (answer.status_code, answer["Location"]) == (302, own_page(registration))
    assert seated(event.sessions.get()) == [2]
    page = main_of(client.get(own_page(registration)))
    assert "คุณยกเลิกการลงทะเบียนแล้ว" in page and "ยกเลิกกิจกรรม" not in page
    assert client.get(f"{own_page(registration)}calendar.ics").status_code == 404


@pytest.mark.parametrize("name", ["cancel", "shrink", "leave"])
@pytest.mark.parametrize("digits", ["0000", "", "567", "25678", "๕๖๗๘x", "PHONE"])
def test_wrong_digits_change_nothing(client, name, digits):
    event = make_event(30, 20)
    registration = party(event)
    answer = act(client, registration, name, digits, party_size=2, session=event.sessions.first().pk)
    assert answer.status_code == 422 and "alert-danger" in main_of(answer)
    assert again(registration).state == "registered" and again(registration).party_size == 4
    assert registration.places.count() == 2


def test_digits_cannot_be_guessed(client):
    registration = party(make_event(30))
    for number in range(MOST_TRIES):
        act(client, registration, ("cancel", "shrink", "cancel")[number % 3], "0000", party_size=2)
    answer = act(client, registration, "cancel")
    assert answer.status_code == 422 and "ลองหลายครั้งแล้ว" in main_of(answer)
    assert again(registration).is_coming


def test_thai_digits_are_digits(client):
    registration = party(make_event(30))
    act(client, registration, "cancel", "๕๖๗๘")
    assert not again(registration).is_coming


def test_a_smaller_party_keeps_its_place_and_the_queue_moves_up(client):
    event = make_event(4)
    registration = party(event)
    come(event, 2)
    act(client, registration, "shrink", party_size=2)
    assert again(registration).party_size == 2 and seated(event.sessions.get()) == [2, 2]


@pytest.mark.parametrize("size", ["4", "5", "0", "-1", "x", ""])
def test_a_party_only_gets_smaller(client, size):
    registration = party(make_event(30))
    assert act(client, registration, "shrink", party_size=size).status_code == 422
    assert again(registration).party_size == 4


def test_one_session_can_be_given_back(client):
    event = make_event(30, 20)
    first, second = event.sessions.order_by("starts_at")
    registration = party(event)
    act(client, registration, "leave", session=first.pk)
    assert (seated(first), seated(second)) == ([], [4]) and again(registration).is_coming
    page = main_of(client.get(own_page(registration)))
    assert "มาไม่ได้บางช่วง" not in page, "the last session is given back by cancelling"


def test_a_session_of_another_event_is_none(client):
    registration, other = party(make_event(30, 20)), make_event(30)
    assert act(client, registration, "leave", session=other.sessions.get().pk).status_code == 422
    assert registration.places.count() == 2


def test_what_staff_cancelled_the_visitor_did_not(client):
    registration = party(make_event(30))
    registrations.cancel(registration, by=staff(make_staff(), "โทรมายกเลิก"))
    page = main_of(client.get(own_page(registration)))
    assert "เจ้าหน้าที่ยกเลิกการลงทะเบียน" in page and "คุณยกเลิก" not in page


@pytest.mark.parametrize(
    ("state", "said", "may_cancel"),
    [(State.CANCELLED, "ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว", False), (State.POSTPONED, "ศูนย์ฯ เลื่อนกิจกรรมนี้ไปก่อน", True)],
)
def test_what_the_center_called_off_is_said_in_other_words(client, state, said, may_cancel):
    registration = party(make_event(30))
    move(registration.event, state)
    page = main_of(client.get(own_page(registration)))
    assert said in page and "คุณยกเลิก" not in page
    assert ("มาไม่ได้แล้ว" in page) == may_cancel


def test_once_begun_nothing_can_be_changed(client, monkeypatch):
    registration = party(make_event(30))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 30))
    assert "เปลี่ยนหรือยกเลิกทางเว็บไม่ได้" in main_of(client.get(own_page(registration)))
    answer = act(client, registration, "cancel")
    assert answer.status_code == 422 and "กรุณาโทรหาเจ้าหน้าที่" in main_of(answer)
    assert again(registration).is_coming


def test_a_get_changes_nothing(client):
    registration = party(make_event(30, 20))
    for name in ("cancel", "shrink", "leave"):
        answer = client.get(f"{own_page(registration)}{name}/")
        assert answer.status_code == 302
    assert again(registration).is_coming and again(registration).party_size == 4


def test_the_link_ends_two_weeks_after_the_event(client, monkeypatch):
    registration = party(make_event(30))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(11, days=21))
    assert client.get(own_page(registration)).status_code == 404


def test_the_calendar_file_has_the_number(client):
    registration = party(make_event(30))
    answer = client.get(f"{own_page(registration)}calendar.ics")
    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"ลงทะเบียนเลขที่ {registration.reference}" in text and "STATUS:CONFIRMED" in text
    assert registration.name not in text and "registrations/" not in text


def test_it_is_found_by_number_and_phone(client):
    event = make_event(30)
    registration = party(event)
    page = client.post("/my-matters/", {"number": registration.reference, "phone": "081-234-5678"})
    assert own_page(registration) in main_of(page) and event.name_th in main_of(page)
    page = client.post("/my-matters/", {"number": registration.reference, "phone": "0899999999"})
    assert "ไม่พบเรื่อง" in main_of(page)


def test_who_waits_is_not_told_to_be_registered(client):
    event = make_event(4)
    come(event, 4), come(event, 1)
    registration = party(event, 2)
    sent = {"number": registration.reference, "phone": PHONE}
    page = read(client.post("/my-matters/", sent))
    assert "สำรองลำดับที่ 2" in page and "ลงทะเบียนแล้ว" not in page
    move(event, State.CANCELLED)
    assert "ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว" in read(client.post("/my-matters/", sent))


def test_a_form_keeps_its_token_when_it_is_refused(client):
    event = make_event(30)
    form = registering(event, name="")
    answer = client.post(f"/events/{event.pk}/register/", form)
    assert answer.status_code == 422 and hidden_fields(answer)["token"] == form["token"]
