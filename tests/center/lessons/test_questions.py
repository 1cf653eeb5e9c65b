"""Visitors' questions: asking without an account, spam protection, answering, retention."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import Permission
from django.core import signing
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from center.jobs import periodic
from center.jobs.queue import enqueue
from center.jobs.running import run_due
from center.lessons import questions
from center.lessons.forms import QuestionForm, form_name
from center.lessons.models import Question
from center.rate_limits.models import Tally
from center.visitors import form_guard
from tests.factories import make_center, make_lesson, make_question, make_source, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return make_lesson(name_en="Buying bottles")


def token(lesson, *, seconds_ago: float = 60) -> str:
    """The token of a form whose page was made some seconds ago."""
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - seconds_ago):
        return form_guard.new_token(form_name(lesson))


def send(client, lesson, **typed):
    form = {"text": "ขวดซื้อที่ไหน", "name": "", "phone": "", "website": "", "token": token(lesson), **typed}
    return client.post(f"/lessons/{lesson.pk}/ask/", form)


def staff_page(question: Question) -> str:
    return reverse("admin:center_question_change", args=[question.pk])


def answer_form(question: Question, button: str = "_answer", **typed) -> dict:
    """The POST data of the staff's page, with one of its buttons."""
    return {"text": question.text, "name": question.name, "answer": "ร้านหน้าอำเภอ", button: "1", **typed}


# --- Asking --------------------------------------------------------------------------------------------------------


def test_a_question_waits_and_nobody_reads_it_yet(client, lesson):
    response = send(client, lesson, name="ป้าแดง", phone="๐๘๑-๒๓๔ ๕๖๗๘")
    assert response.url == lesson.get_absolute_url()
    question = Question.objects.get()
    assert (question.text, question.name, question.phone) == ("ขวดซื้อที่ไหน", "ป้าแดง", "0812345678")
    assert (question.state, question.about, question.answer) == ("waiting", lesson, "")
    page = client.get(response.url).content.decode()
    assert "ได้รับคำถามแล้ว เจ้าหน้าที่จะตอบไว้ใต้บทเรียนนี้" in page
    assert "ขวดซื้อที่ไหน" not in page and "ป้าแดง" not in page


def test_only_the_question_is_needed(client, lesson):
    send(client, lesson)
    question = Question.objects.get()
    assert (question.name, question.phone) == ("", "")


def test_the_form_works_as_the_page_gives_it(lesson, monkeypatch):
    """With Django's CSRF checks on and without JavaScript: read the page, fill in, send."""
    monkeypatch.setattr(QuestionForm, "fastest", 0)
    client = Client(enforce_csrf_checks=True)
    address = f"/lessons/{lesson.pk}/ask/"
    assert f'href="{address}"' in client.get(lesson.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    response = client.post(address, hidden | {"text": "ถามได้ไหม"})
    assert response.status_code == 302
    assert Question.objects.get().text == "ถามได้ไหม"
    assert "<script" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"text": "  "}, "text", "กรุณากรอกคำถาม"),
        ({"text": "\u200b\u200b"}, "text", "กรุณากรอกคำถาม"),
        ({"text": "\u200b\r\n\ufeff"}, "text", "กรุณากรอกคำถาม"),
        ({"text": "ก" * 1001}, "text", "คำถามยาวเกิน 1000 ตัวอักษร กรุณาเขียนให้สั้นลง"),
        ({"name": "ก" * 81}, "name", "ชื่อยาวเกิน 80 ตัวอักษร กรุณาเขียนให้สั้นลง"),
        ({"phone": "12"}, "phone", "กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0"),
    ],
)
def test_what_is_wrong_is_said_once_beside_the_field_and_in_the_summary(client, lesson, typed, field, sentence):
    typed = {"text": "คำถามที่พิมพ์ไว้", "name": "ลุงพร", "phone": "089-876-5432"} | typed
    response = send(client, lesson, **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert f'<li><a href="#id_{field}">{sentence}</a></li>' in page
    assert page.count(sentence) == 2
    for name in {"text", "name", "phone"} - {field}:
        assert typed[name] in page
    assert "<title>ยังส่งคำถามไม่ได้" in page
    assert not Question.objects.exists()


def test_thai_is_repaired_and_hostile_text_is_text(client, lesson):
    send(client, lesson, text="นำ้ตาล <script>alert(1)</script>\0\n\n\n\nเเปรรูป", name="<b>x</b>\0")
    question = Question.objects.get()
    assert question.text == "น้ำตาล <script>alert(1)</script>\n\nแปรรูป"
    questions.answer(question, text="<i>ได้</i>", by=make_staff())
    page = client.get(lesson.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "<b>x</b>" not in page and "<i>ได้</i>" not in page


def test_a_name_nobody_can_see_is_none(client, lesson):
    send(client, lesson, name="\u200b")
    assert Question.objects.get().name == ""


def test_many_marks_are_refused_by_their_number_before_they_are_put_right(client, lesson):
    """Cleaning them all first would take minutes."""
    assert send(client, lesson, text="ก" + "่ั" * 100_000, name="่ั" * 100_000).status_code == 422


def test_a_refusal_of_the_database_is_not_taken_for_a_form_sent_twice(lesson):
    first = questions.ask(about=lesson, text="หนึ่ง", form_key="1" * 32)
    assert questions.ask(about=lesson, text="สอง", form_key="1" * 32) == first
    with pytest.raises(IntegrityError):
        questions.ask(about=lesson, text="", form_key="2" * 32)


def test_a_hidden_lesson_takes_no_questions_and_reading_the_address_asks_nothing(client, lesson):
    hidden = make_lesson(published_at=None)
    assert send(client, hidden).status_code == 404
    assert client.get(f"/lessons/{hidden.pk}/ask/").status_code == 404
    assert client.get(f"/lessons/{lesson.pk}/ask/").status_code == 200
    assert not Question.objects.exists()


def test_english_readers_are_answered_in_english_addresses(client, lesson):
    form = {"text": "Where?", "token": token(lesson)}
    response = client.post(f"/en/lessons/{lesson.pk}/ask/", form)
    assert response.url == f"/en/lessons/{lesson.pk}-buying-bottles/"


# --- Spam protection -----------------------------------------------------------------------------------------------


def refused(response) -> str:
    assert response.status_code == 422
    assert not Question.objects.exists()
    return " ".join(response.context["form"].non_field_errors())


def test_what_fills_in_every_field_is_refused_and_a_person_sends_again(client, lesson):
    response = send(client, lesson, website="http://spam.example", text="คำถามจริง")
    assert "ระบบล้างช่องนั้นให้แล้ว" in refused(response)
    page = response.content.decode()
    assert "คำถามจริง" in page and "spam.example" not in page
    assert send(client, lesson, text="คำถามจริง").status_code == 302


@pytest.mark.parametrize("seconds", [0, QuestionForm.fastest])
def test_a_form_sent_at_once_is_refused_and_a_person_sends_again(client, lesson, seconds):
    with mock.patch("django.core.signing.time.time", return_value=1_800_000_000) as clock:
        made = form_guard.new_token(form_name(lesson))
        clock.return_value += seconds
        response = send(client, lesson, token=made, text="คำถามจริง")
        clock.return_value += 1 + QuestionForm.fastest - seconds
        assert form_guard.read_token(made, form_name(lesson), fastest=QuestionForm.fastest)
    assert refused(response) == "ส่งเร็วเกินไป กรุณารอสักครู่แล้วกดส่งอีกครั้ง"
    assert "คำถามจริง" in response.content.decode()


def test_four_seconds_are_enough_for_a_person(client, lesson):
    assert send(client, lesson, token=token(lesson, seconds_ago=4)).status_code == 302


@pytest.mark.parametrize("made_up", ["", "x", "1:abc:1xyz:signature", None])
def test_a_made_up_token_is_refused_and_the_page_gives_a_good_one(client, lesson, made_up):
    made_up = signing.TimestampSigner(salt="another").sign(f"{lesson.pk}:1") if made_up is None else made_up
    response = send(client, lesson, token=made_up)
    assert refused(response) == "หน้านี้เปิดไว้นานเกินไป กรุณากดส่งอีกครั้ง"
    fresh = response.context["form"].data["token"]
    assert fresh != made_up and fresh in response.content.decode()
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() + 10):
        assert send(client, lesson, token=fresh).status_code == 302


def test_a_form_is_good_for_a_day_and_for_its_own_lesson(client, lesson):
    assert refused(send(client, lesson, token=token(lesson, seconds_ago=form_guard.OLDEST + 60)))
    assert refused(send(client, lesson, token=token(make_lesson())))
    assert send(client, lesson, token=token(lesson, seconds_ago=form_guard.OLDEST - 60)).status_code == 302


def test_the_same_form_sent_twice_is_one_question(client, lesson):
    once = token(lesson)
    for _ in range(form_guard.MOST_OF_A_PHONE + 3):
        assert send(client, lesson, token=once, phone="0812345678").status_code == 302
    assert Question.objects.count() == 1


def test_a_phone_number_sends_its_share_and_waits_with_the_text_kept(lesson):
    for number in range(form_guard.MOST_OF_A_PHONE):
        somewhere = Client(REMOTE_ADDR=f"10.0.0.{number}")
        assert send(somewhere, lesson, phone="081-234-5678").status_code == 302
    response = send(Client(REMOTE_ADDR="10.9.8.7"), lesson, text="ข้อสุดท้าย", phone="๐๘๑ ๒๓๔ ๕๖๗๘")
    assert response.status_code == 422
    sentence = response.context["form"].non_field_errors()[0]
    assert re.fullmatch(r"เบอร์นี้ส่งหลายครั้งแล้ว กรุณารอ 60 นาทีแล้วกดส่งอีกครั้ง หรือโทรหาเจ้าหน้าที่", sentence)
    assert "ข้อสุดท้าย" in response.content.decode()
    assert Question.objects.count() == form_guard.MOST_OF_A_PHONE
    assert send(Client(REMOTE_ADDR="10.9.8.7"), lesson, phone="0812345679").status_code == 302


def test_an_address_that_sent_much_is_asked_for_a_phone_and_never_shut_out(client, lesson, monkeypatch):
    monkeypatch.setattr(form_guard, "FREE_OF_AN_ADDRESS", 3)
    for _ in range(3):
        assert send(client, lesson).status_code == 302
    response = send(client, lesson, text="ข้อสุดท้าย")
    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors == {"phone": [form_guard.PHONE_NEEDED]}
    assert "ข้อสุดท้าย" in page and '<li><a href="#id_phone">ตอนนี้มีคนส่งจากเครือข่ายเดียวกันมาก' in page
    assert Question.objects.count() == 3
    assert send(client, lesson, text="ข้อสุดท้าย", phone="0812345678").status_code == 302
    response = send(client, lesson, text="อีกข้อ", phone="0812345679")
    assert re.search(r"กรุณารอ (10|9) วินาทีแล้วกดส่งอีกครั้ง", response.context["form"].non_field_errors()[0])
    assert "อีกข้อ" in response.content.decode()
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert send(elsewhere, lesson).status_code == 302


def test_what_was_refused_does_not_count_and_no_address_and_no_phone_is_kept(client, lesson, monkeypatch):
    monkeypatch.setattr(form_guard, "FREE_OF_AN_ADDRESS", 3)
    for _ in range(6):
        send(client, lesson, text="", phone="0812345678")
    assert send(client, lesson, phone="0812345678").status_code == 302
    Question.objects.update(phone="")
    stored = str(list(Tally.objects.values())) + str(list(Question.objects.values()))
    assert "127.0.0.1" not in stored and "0812345678" not in stored


def test_a_forged_forwarding_header_gains_nothing(client, lesson, monkeypatch):
    monkeypatch.setattr(form_guard, "FREE_OF_AN_ADDRESS", 3)
    for number in range(5):
        form = {"text": "ก", "token": token(lesson)}
        client.post(f"/lessons/{lesson.pk}/ask/", form, headers={"x-forwarded-for": f"10.0.0.{number}"})
    assert Question.objects.count() == 3


# --- Answering -----------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client):
    user = make_staff(username="officer", first_name="สมศรี")
    client.force_login(user)
    return user


def test_one_field_and_a_button(client, officer, lesson):
    question = make_question(about=lesson, text="ขวดซื้อที่ไหน", name="ป้าแดง", phone="0898765432")
    page = client.get(staff_page(question)).content.decode()
    assert "089-876-5432" in page and "ตอบและแสดงบนเว็บ" in page
    response = client.post(staff_page(question), answer_form(question), follow=True)
    assert response.redirect_chain[0][0] == reverse("admin:center_question_changelist") + "?state=waiting"
    assert "ตอบแล้ว คำถามและคำตอบอยู่บนเว็บ" in response.content.decode()
    question.refresh_from_db()
    assert (question.state, question.answer, question.state_by) == ("answered", "ร้านหน้าอำเภอ", officer)
    public = Client().get(lesson.get_absolute_url()).content.decode()
    assert "ขวดซื้อที่ไหน" in public and "ร้านหน้าอำเภอ" in public and "ป้าแดง" in public
    assert "0898765432" not in public and "089-876-5432" not in public


@pytest.mark.parametrize("typed", [" ", "\u200b", "\u200b\n\u200b"])
def test_an_empty_answer_is_refused(client, officer, typed):
    question = make_question()
    response = client.post(staff_page(question), answer_form(question, answer=typed))
    assert "กรุณากรอกคำตอบ" in response.content.decode()
    question.refresh_from_db()
    assert question.state == "waiting"


def test_a_question_is_hidden_and_comes_back_and_who_did_it_stays(client, officer, lesson):
    question = make_question(about=lesson)
    client.post(staff_page(question), answer_form(question, answer="ได้"))
    client.post(staff_page(question), answer_form(question, "_hide", answer="ได้"))
    question.refresh_from_db()
    assert (question.state, question.answer) == ("hidden", "ได้")
    assert "ทำอย่างไร" not in Client().get(lesson.get_absolute_url()).content.decode()
    client.post(staff_page(question), answer_form(question, "_reopen", answer=""))
    question.refresh_from_db()
    assert question.state == "waiting"
    moves = [(row.state, row.history_user) for row in question.history.order_by("history_date", "history_id")]
    assert moves[1:] == [("answered", officer), ("hidden", officer), ("waiting", officer)]
    assert not {"text", "name", "phone", "form_key"} & {field.name for field in question.history.model._meta.fields}


def test_the_list_shows_what_waits(client, officer):
    waiting, answered = make_question(), make_question(state="answered", answer="ได้", answered_at=timezone.now())
    response = client.get(reverse("admin:center_question_changelist"), {"state": "waiting"})
    assert list(response.context["cl"].queryset) == [waiting]
    assert "รอตอบ" in response.content.decode()
    response = client.get(reverse("admin:center_question_changelist"), {"state": "answered"})
    assert list(response.context["cl"].queryset) == [answered]


def test_the_first_page_says_how_many_wait(client, officer):
    make_question(), make_question()
    make_question(state="hidden")
    response = client.get(reverse("admin:index"))
    tile = next(work for work in response.context["waiting"] if work.name == "questions")
    assert tile.count == 2
    assert tile.url.endswith("/admin/center/question/?state=waiting")
    assert "คำถามที่รอตอบ" in response.content.decode()


def test_visitors_ask_so_staff_add_none_and_the_log_names_nobody(client, officer):
    assert client.get(reverse("admin:center_question_add")).status_code == 403
    question = make_question(text="เรื่องส่วนตัวของป้าแดง")
    client.post(staff_page(question), answer_form(question, answer="ได้"))
    assert "ป้าแดง" not in str([entry.object_repr for entry in officer.logentry_set.all()])


# --- Contact data in what is published ------------------------------------------------------------------------------

ID_CARD = "3-2401-00123-45-0"  # made up


def published(question: Question) -> bool:
    question.refresh_from_db()
    return question.state == "answered"


@pytest.mark.parametrize("field", ["text", "name", "answer"])
@pytest.mark.parametrize(
    ("written", "value"),
    [("081-234-5678", "0812345678"), ("๐๘๑๒๓๔๕๖๗๘", "0812345678"), ("Pa.Daeng@example.com", "pa.daeng@example.com")],
)
def test_a_phone_or_mail_is_pointed_out_before_it_is_published(client, officer, field, written, value):
    question = make_question(text="ขวดซื้อที่ไหน")
    typed = answer_form(question, **{field: f"โทร {written} นะ"})
    response = client.post(staff_page(question), typed)
    assert response.status_code == 200 and not published(question)
    form = response.context["adminform"].form
    (error,) = form.errors[field]
    assert written in error and "ทุกคนบนเว็บจะอ่านได้" in error
    page = response.content.decode()
    assert f"โทร {written} นะ</textarea>" in page or f'value="โทร {written} นะ"' in page, "what was typed is kept"
    assert f'name="publish_contacts" value="{value}"' in page and "เผยแพร่ทั้งที่มีเบอร์หรืออีเมล" in page

    response = client.post(staff_page(question), {**typed, "publish_contacts": [value]})
    assert response.status_code == 302 and published(question)
    assert getattr(question, field) == f"โทร {written} นะ"


def test_the_officer_takes_the_number_out_of_the_question(client, officer, lesson):
    question = make_question(about=lesson, text="ขวดซื้อที่ไหน โทรบอกที 081-234-5678", name="ป้าแดง 0812345678")
    page = client.get(staff_page(question)).content.decode()
    assert 'name="publish_contacts" value="0812345678"' in page, "seen before anything is typed"
    response = client.post(staff_page(question), answer_form(question, text="ขวดซื้อที่ไหน", name="ป้าแดง"))
    assert response.status_code == 302 and published(question)
    assert (question.text, question.name) == ("ขวดซื้อที่ไหน", "ป้าแดง")
    public = Client().get(lesson.get_absolute_url()).content.decode()
    assert "ขวดซื้อที่ไหน" in public and "1234" not in public
    logged = str(list(Question.history.values())) + str(list(officer.logentry_set.values()))
    assert "1234" not in logged and "โทรบอก" not in logged, "the original texts are stored nowhere"
    reworded = Question.history.get(history_change_reason=questions.REWORDED)
    assert reworded.history_user == officer
    assert (
        questions.REWORDED in client.get(reverse("admin:center_question_history", args=[question.pk])).content.decode()
    )


def test_words_that_stay_are_not_said_to_be_reworded(client, officer):
    question = make_question(text="บรรทัดแรก\n\nบรรทัดสอง")
    typed = answer_form(question, text="บรรทัดแรก\r\n\r\nบรรทัดสอง")
    assert client.post(staff_page(question), typed).status_code == 302 and published(question)
    assert not Question.history.filter(history_change_reason=questions.REWORDED).exists()


@pytest.mark.parametrize("field", ["text", "name", "answer"])
@pytest.mark.parametrize("number", [ID_CARD, "๓๒๔๐๑๐๐๑๒๓๔๕๐", "เลขบัตรประชาชน 3240100123456"])
def test_an_id_card_number_is_never_published(client, officer, field, number):
    question = make_question()
    ticks = {"publish_contacts": ["3240100123450", "3240100123456"]}
    response = client.post(staff_page(question), {**answer_form(question, **{field: f"ดู {number}"}), **ticks})
    assert response.status_code == 200 and not published(question)
    (error,) = response.context["adminform"].form.errors[field]
    assert "เลขบัตรประชาชน" in error and "เผยแพร่ไม่ได้" in error
    assert 'type="checkbox" name="publish_contacts"' not in response.content.decode()


def test_a_tick_is_for_what_was_pointed_out_and_nothing_else(client, officer):
    question = make_question(text="โทร 081-234-5678")
    typed = answer_form(question, answer="หรือ 089-876-5432", publish_contacts=["0812345678"])
    response = client.post(staff_page(question), typed)
    assert not published(question)
    assert set(response.context["adminform"].form.errors) == {"answer"}
    page = response.content.decode()
    assert re.search(r'value="0812345678"[^>]*checked', page) and not re.search(r'value="0898765432"[^>]*checked', page)
    client.post(staff_page(question), {**typed, "publish_contacts": ["0812345678", "0898765432"]})
    assert published(question)


def test_numbers_of_offices_are_public_already(client, officer, lesson):
    make_center(phone="038541025", email="office@example.go.th")
    make_source(phone="021234567")
    question = make_question(about=lesson)
    answer = "โทร 038-541-025 หรือ Office@example.go.th กองทุนโทร 02 123 4567"
    client.post(staff_page(question), answer_form(question, answer=answer))
    assert published(question)


def test_food_serial_numbers_and_times_need_no_tick(client, officer):
    question = make_question()
    answer = "อย. 24-2-01234-2-0001 เปิด 09.00-12.00 13.00-16.00 ราคา 25000000"
    client.post(staff_page(question), answer_form(question, answer=answer))
    assert published(question)


def test_hiding_needs_no_tick_and_keeps_what_was_taken_out(client, officer):
    question = make_question(text="ด่าคนอื่น 081-234-5678")
    typed = answer_form(question, "_hide", answer="")
    assert client.post(staff_page(question), typed).status_code == 302
    question.refresh_from_db()
    assert question.state == "hidden"
    client.post(staff_page(question), {**typed, "text": "ด่าคนอื่น"})
    question.refresh_from_db()
    assert (question.state, question.text) == ("hidden", "ด่าคนอื่น")


def test_sending_the_form_without_a_button_publishes_nothing_unseen(client, officer):
    question = make_question(text="โทร 081-234-5678")
    typed = answer_form(question)
    del typed["_answer"]
    assert client.post(staff_page(question), typed).status_code == 200 and not published(question)


def test_who_may_only_look_sees_the_question(client):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_question"))
    client.force_login(clerk)
    question = make_question(text="โทร 081-234-5678")
    page = client.get(staff_page(question)).content.decode()
    assert "โทร 081-234-5678" in page and "publish_contacts" not in page


@pytest.mark.parametrize("field", ["text", "name"])
def test_a_visitors_id_card_number_is_not_even_kept(client, lesson, field):
    response = send(client, lesson, **{field: f"เลขของฉัน {ID_CARD}"})
    assert response.status_code == 422 and not Question.objects.exists()
    assert response.context["form"].errors == {field: ["มีเลขบัตรประชาชน กรุณาลบออก เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน"]}
    assert ID_CARD in response.content.decode(), "what was typed is kept"


# --- Retention -----------------------------------------------------------------------------------------------------


def test_phones_and_hidden_questions_leave_after_90_days(officer):
    now = timezone.now()
    long_ago, lately = now - timedelta(days=90, minutes=1), now - timedelta(days=89, hours=23)
    old = make_question(phone="0812345678", name="ป้าแดง", asked_at=long_ago)
    new = make_question(phone="0812345678", asked_at=lately)
    hidden, hidden_lately = make_question(asked_at=long_ago), make_question(asked_at=lately)
    for question in (hidden, hidden_lately):
        questions.hide(question, by=officer)

    assert questions.purge_outdated(now) == {"phones": 1, "hidden": 1}

    old.refresh_from_db(), new.refresh_from_db()
    assert (old.phone, old.name, old.text, new.phone) == ("", "ป้าแดง", "ทำอย่างไร", "0812345678")
    assert set(Question.objects.all()) == {old, new, hidden_lately}
    assert not Question.history.filter(id=hidden.pk).exists()
    assert questions.purge_outdated(now) == {"phones": 0, "hidden": 0}


def test_the_worker_forgets_every_night():
    make_question(phone="0812345678", asked_at=timezone.now() - timedelta(days=91))
    assert "purge_personal_data" in periodic.REPEATING
    job = enqueue("purge_personal_data")
    run_due()
    job.refresh_from_db()
    assert job.result["questions"] == 1
