"""The page that finds a visitor's matters by number and phone."""

import pytest

from center.visitors import form_guard
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_join_request, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

URL = "/my-matters/"
PHONE = "0812345678"


@pytest.fixture
def clock(monkeypatch):
    from tests.consultations.appointments import NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def booking():
    make_office_hours()
    topic = make_topic(minutes=60)
    make_adviser(topic)
    return make_booking(topic, at(9), visitor=visitor(phone=PHONE))


def look(client, number: str, phone: str = PHONE, **extra):
    return client.post(URL, {"number": number, "phone": phone}, **extra)


def main_of(answer) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("phone", [PHONE, "081-234-5678", "๐๘๑ ๒๓๔ ๕๖๗๘", "+66 81 234 5678"])
def test_number_and_phone_in_any_spelling_find_every_match(client, booking, phone):
    make_join_request(number=booking.reference, phone=PHONE)
    make_join_request(number="9999", phone=PHONE)
    answer = look(client, f" {booking.reference} ", phone)
    page = main_of(answer)
    assert f"นัดปรึกษา เลขที่ {booking.reference} วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น." in page
    assert f"คำขอเป็นสมาชิกศูนย์ เลขที่ {booking.reference}" in page and "9999" not in page
    assert [client.get(matter.url).status_code for matter in answer.context["found"]] == [200, 200]
    assert "no-store" in answer["Cache-Control"]


def test_wrong_and_unknown_get_one_answer(client, booking):
    wrong = {
        "another phone": look(client, booking.reference, "0812345679"),
        "another number": look(client, "1234"),
        "letters": look(client, "abcd"),
        "of nobody": look(client, "1234", "0899999999"),
    }
    pages = {main_of(answer).replace(answer.context["form"]["number"].value(), "") for answer in wrong.values()}
    pages = {page.replace("0812345679", "").replace("0899999999", "").replace(PHONE, "") for page in pages}
    pages = {page.partition('name="csrfmiddlewaretoken"')[0] for page in pages}
    assert len(pages) == 1 and "ไม่พบเรื่องที่ตรงกับเลขที่และเบอร์นี้" in pages.pop()
    assert {answer.status_code for answer in wrong.values()} == {200}


def test_a_phone_number_is_looked_up_a_few_times_an_hour(client, booking):
    for number in range(form_guard.MOST_OF_A_PHONE):
        assert look(client, f"{1000 + number}").status_code == 200
    answer = look(client, booking.reference)
    assert answer.status_code == 422 and "เบอร์นี้ส่งหลายครั้งแล้ว" in main_of(answer)
    assert booking.link_key not in answer.content.decode()


def test_what_is_wrong_is_said_beside_its_field(client):
    answer = look(client, "", "12")
    page = main_of(answer)
    assert answer.status_code == 422 and "กรุณากรอกเลขที่" in page and "กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0" in page
    assert client.get(URL).status_code == 200


def test_an_appointment_whose_page_is_gone_is_found_no_more(client, booking):
    booking.link_expires_at = at(9, days=-1)
    booking.save()
    assert "ไม่พบเรื่อง" in main_of(look(client, booking.reference))
