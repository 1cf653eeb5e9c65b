"""Asking to be called back, where no time suits."""

import pytest

from center.visitors import form_guard
from consultations.bookings import callbacks
from consultations.bookings.models import CallbackRequest
from tests.consultations.bookings.journeys import TYPED, main_of, token
from tests.factories import make_topic, tambon

pytestmark = pytest.mark.django_db

URL = "/consultations/callback/"


def send(client, **fields):
    typed = {**TYPED, "topic": "", "when": "หลังบ่ายสาม", "token": token(form_name="callback")}
    return client.post(URL, typed | fields)


def test_a_request_waits_for_staff(client):
    topic = make_topic()
    answer = send(client, topic=topic.pk)
    callback = CallbackRequest.objects.get()
    assert (callback.name, callback.phone, callback.topic, callback.tambon, callback.when, callback.state) == (
        "นางบุญเรือน เป็ดไล่ทุ่ง", "0812345678", topic, tambon(), "หลังบ่ายสาม", "waiting",
    )  # fmt: skip
    assert callback.state_changes.get().actor == "visitor"
    page = main_of(client.get(answer.url))
    assert "เจ้าหน้าที่จะโทรกลับ" in page and "ยังไม่มีการนัดจนกว่าจะได้คุยกัน" in page


def test_the_topic_of_the_page_before_is_chosen_and_what_was_typed_stays(client):
    topic = make_topic(name_th="หาเงินทุน")
    assert f'<option value="{topic.pk}" selected>' in client.get(URL, {"topic": topic.pk}).content.decode()
    carried = client.post(f"{URL}?topic={topic.pk}", TYPED | {"edit": "1", "token": token()})
    assert carried.status_code == 200 and TYPED["name"] in main_of(carried) and not CallbackRequest.objects.exists()
    assert client.get(URL, {"topic": "nonsense"}).status_code == 200


def test_the_same_form_sent_twice_is_one_request(client):
    once = token(form_name="callback")
    for _ in range(form_guard.MOST_OF_A_PHONE + 2):
        assert send(client, token=once).status_code == 302
    assert CallbackRequest.objects.count() == 1
    given = {"name": "ก ข", "phone": "0812345678", "form_key": "1" * 32}
    assert callbacks.ask(**given) == callbacks.ask(**given)


def test_a_phone_number_sends_its_share(client):
    for _ in range(form_guard.MOST_OF_A_PHONE):
        assert send(client).status_code == 302
    answer = send(client, question="ข้อสุดท้าย")
    assert answer.status_code == 422 and "เบอร์นี้ส่งหลายครั้งแล้ว" in main_of(answer) and "ข้อสุดท้าย" in main_of(answer)
    assert CallbackRequest.objects.count() == form_guard.MOST_OF_A_PHONE


@pytest.mark.parametrize(
    ("name", "sentence"), [("phone", "กรุณากรอกเบอร์โทรศัพท์"), ("name", "กรุณากรอกชื่อ-นามสกุล"), ("tambon", "กรุณาเลือกตำบล")]
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, name, sentence):
    answer = send(client, **{name: ""})
    assert answer.status_code == 422 and f'<a href="#id_{name}">{sentence}</a>' in main_of(answer)
    assert "หลังบ่ายสาม" in main_of(answer) and not CallbackRequest.objects.exists()
