"""Lessons: the list, a lesson's page, the admin."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from center.lessons.models import Lesson, LessonPicture
from center.people.models import Network
from tests.factories import make_lesson, make_question, make_source, make_staff, tambon

pytestmark = pytest.mark.django_db

URL = "/lessons/"
MOST_QUERIES = 8


def names(response) -> list[str]:
    return [lesson.name_th for lesson in response.context["page"].object_list]


def photo() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "orange").save(file, "JPEG")
    return SimpleUploadedFile("photo.jpg", file.getvalue())


def test_newest_lessons_come_first_and_hidden_ones_not_at_all(client):
    now = timezone.now()
    make_lesson(name_th="เก่า", published_at=now - timezone.timedelta(days=9))
    make_lesson(name_th="ใหม่", published_at=now - timezone.timedelta(days=1))
    make_lesson(name_th="ร่าง", published_at=None)
    make_lesson(name_th="พรุ่งนี้", published_at=now + timezone.timedelta(days=1))
    assert names(client.get(URL)) == ["ใหม่", "เก่า"]


@pytest.mark.parametrize(
    "typed", ["แปรรูบ มะมวง", "ปากน้ำ", "กลุ่มร่มทอง", "ตากแดด", "โอทอป", "Rom Thong", "sun-dried", "patience"]
)
def test_found_by_title_place_teller_network_and_what_was_done(client, typed):
    make_lesson(
        name_th="แปรรูปมะม่วงตกเกรด",
        by_th="กลุ่มร่มทอง",
        by_en="Rom Thong group",
        done_th="ตากแดดแล้วกวน แปรรูบเอง",
        done_en="We sun-dried and stirred.",
        learned_en="It takes patience.",
        tambon=tambon("ปากน้ำ"),
        network=Network.objects.get(abbreviation="เครือข่าย OTOP"),
    )
    make_lesson(name_th="อย่างอื่น")
    assert names(client.get(URL, {"q": typed})) == ["แปรรูปมะม่วงตกเกรด"]


def test_no_lessons_yet_and_nothing_found(client):
    assert "ยังไม่มีบทเรียน" in client.get(URL).content.decode()
    assert "ไม่พบบทเรียนที่ตรงกับคำว่า “ไม่มี”" in client.get(URL, {"q": "ไม่มี"}).content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_the_cost_does_not_grow(client, count, django_assert_max_num_queries):
    source = make_source()
    for _ in range(count):
        lesson = make_lesson(tambon=tambon(), network=Network.objects.first())
        lesson.sources.add(source)
        make_question(about=lesson, state="answered", answer="ได้", answered_at=timezone.now())
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(URL, {"q": "บทเรียน"})
    for _ in range(count):
        make_question(about=lesson, state="answered", answer="ได้", answered_at=timezone.now())
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(lesson.get_absolute_url())


def test_a_lesson_tells_what_was_done_learned_by_whom_with_what(client):
    lesson = make_lesson(
        name_th="รวมกันซื้อขวด",
        done_th="รวมเงินซื้อขวดครั้งละมาก ๆ",
        learned_th="ต้นทุนลดลง",
        by_th="กลุ่มน้ำตาลสด",
        network=Network.objects.get(abbreviation="กลุ่มออมทรัพย์ฯ"),
        happened_on=timezone.datetime(2026, 6, 1).date(),
    )
    shown, hidden = make_source(name_th="เงินออมของกลุ่ม"), make_source(name_th="แหล่งที่ซ่อน", published_at=None)
    lesson.sources.add(shown, hidden)
    page = client.get(lesson.get_absolute_url()).content.decode()
    for text in ["รวมเงินซื้อขวด", "ต้นทุนลดลง", "กลุ่มน้ำตาลสด", "กลุ่มออมทรัพย์เพื่อการผลิต", "เงินออมของกลุ่ม", "1 มิถุนายน 2569"]:
        assert text in page
    assert "แหล่งที่ซ่อน" not in page


def test_hidden_lessons_and_wrong_addresses(client):
    lesson, hidden = make_lesson(name_en="Buying bottles"), make_lesson(published_at=None)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(f"/lessons/{lesson.pk}/").url == f"/lessons/{lesson.pk}-buying-bottles/"
    assert client.get("/en" + lesson.get_absolute_url()).status_code == 200


def test_the_count_of_answers_stands_on_the_card(client):
    lesson = make_lesson()
    make_question(about=lesson, state="answered", answer="ได้", answered_at=timezone.now())
    make_question(about=lesson)
    make_question(about=lesson, state="hidden")
    assert "ถาม-ตอบ 1 ข้อ" in client.get(URL).content.decode()


def test_a_lesson_without_a_photo_asks_for_its_fonts_first(client):
    head, _, _body = client.get(make_lesson().get_absolute_url()).content.decode().partition("</head>")
    assert head.count('as="font"') == 2
    assert "as=image" not in head


# --- Staff ---------------------------------------------------------------------------------------------------------


def test_staff_write_a_lesson_with_a_picture(client):
    client.force_login(make_staff())
    source = make_source()
    form = {
        "name_th": "ทำบัญชีกลุ่ม",
        "summary_th": "จดทุกวันจึงรู้กำไร",
        "done_th": "จดรายรับรายจ่าย",
        "learned_th": "รู้ต้นทุนจริง",
        "by_th": "กลุ่มแม่บ้าน",
        "sources": [source.pk],
        "published_at_0": "1/10/2569",
        "published_at_1": "08.30",
        "pictures-TOTAL_FORMS": "1",
        "pictures-INITIAL_FORMS": "0",
        "pictures-0-alt_th": "สมุดบัญชี",
        "pictures-0-position": "1",
        "pictures-0-upload": photo(),
    }
    response = client.post(reverse("admin:center_lesson_add"), form)
    assert response.status_code == 302, response.context["errors"]
    lesson = Lesson.objects.published().get()
    assert list(lesson.sources.all()) == [source]
    assert lesson.first_picture.alt == "สมุดบัญชี"
    page = client.get(URL).content.decode()
    assert 'alt="สมุดบัญชี"' in page and "/media/" in page


def test_a_picture_needs_words_or_to_be_decorative(client):
    client.force_login(make_staff())
    form = {
        "name_th": "ก",
        "summary_th": "ก",
        "done_th": "ก",
        "learned_th": "ก",
        "by_th": "ก",
        "pictures-TOTAL_FORMS": "1",
        "pictures-INITIAL_FORMS": "0",
        "pictures-0-upload": photo(),
        "pictures-0-position": "1",
    }
    response = client.post(reverse("admin:center_lesson_add"), form)
    assert "กรุณาเขียนคำบรรยายรูป" in response.content.decode()
    assert not LessonPicture.objects.exists()


def test_the_staff_page_of_a_lesson_leads_to_its_questions(client):
    client.force_login(make_staff())
    question = make_question()
    make_question(text="ของเรื่องอื่น")
    page = client.get(reverse("admin:center_lesson_change", args=[question.object_id])).content.decode()
    url = f"{reverse('admin:center_question_changelist')}?lesson__id__exact={question.object_id}"
    assert f'href="{url}"' in page
    listed = client.get(url)
    assert list(listed.context["cl"].queryset) == [question]
