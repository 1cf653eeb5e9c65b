"""A buyer asks about a product whose producer shows no phone; staff pass the question on."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.showcase.forms import ProductQuestionForm
from center.lessons import questions
from center.lessons.models import Question
from center.recycle_bin.deletions import bring_back, delete_with_return
from tests.factories import make_lesson, make_product, make_question, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ASKED = {"text": "อยากได้ 50 ห่อ วันที่ 15", "phone": "081-234-5678", "name": "ร้านป้าแดง"}


@pytest.fixture
def product(db):
    return make_product(name_th="ไข่เค็มดินสอพอง")


@pytest.fixture(autouse=True)
def no_haste(monkeypatch):
    """Forms are sent sooner than people can type."""
    monkeypatch.setattr(ProductQuestionForm, "fastest", 0)


def send(client, product, **typed):
    address = f"/products/{product.pk}/ask/"
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', client.get(address).content.decode())
    )
    return client.post(address, hidden | ASKED | typed)


def test_the_form_names_the_product_and_stores_a_question_about_it(product):
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/products/{product.pk}/ask/").content.decode()
    assert "ไข่เค็มดินสอพอง" in page.partition("<main")[2]
    response = send(client, product)
    assert (response.status_code, response.url) == (302, product.get_absolute_url())
    question = Question.objects.get()
    assert (question.about, question.text, question.phone, question.name) == (
        product,
        "อยากได้ 50 ห่อ วันที่ 15",
        "0812345678",
        "ร้านป้าแดง",
    )
    page = client.get(response.url).content.decode()
    assert "ได้รับคำถามแล้ว" in page
    assert "50 ห่อ" not in page


@pytest.mark.parametrize(
    ("typed", "field"), [({"phone": ""}, "phone"), ({"text": " "}, "text"), ({"name": "ก" * 81}, "name")]
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, product, typed, field):
    response = send(client, product, **typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    kept = {name: text for name, text in ASKED.items() if name != field}
    assert all(text in response.content.decode() for text in kept.values())
    assert not Question.objects.exists()


def test_the_form_of_a_lesson_or_another_product_is_not_valid_here(client, product):
    other = make_product()
    page = client.get(f"/products/{other.pk}/ask/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    response = client.post(f"/products/{product.pk}/ask/", ASKED | {"token": token})
    assert response.status_code == 422
    assert not Question.objects.exists()


def test_a_hidden_product_is_not_asked_about(client):
    hidden = make_product(published_at=None)
    assert client.get(f"/products/{hidden.pk}/ask/").status_code == 404


def test_staff_pass_it_on(client, product):
    question = make_question(about=product, text="อยากได้ 50 ห่อ", phone="0812345678")
    client.force_login(make_staff())
    address = reverse("admin:center_question_change", args=[question.pk])
    page = client.get(address).content.decode()
    for text in ["อยากได้ 50 ห่อ", "081-234-5678", reverse("admin:catalog_product_change", args=[product.pk])]:
        assert text in page, text
    assert settings.SITE_URL + product.get_absolute_url() in page
    assert 'name="_answer"' not in page and 'name="text"' not in page
    assert "ไข่เค็มดินสอพอง" in client.get(reverse("admin:center_question_changelist")).content.decode()

    response = client.post(address, {"text": question.text, "name": "", "_pass_on": "1"})
    assert response.status_code == 302
    question.refresh_from_db()
    assert (question.state, question.answer) == ("passed", "")
    assert (
        "รอ"
        not in client.get(reverse("admin:center_question_changelist") + "?state=passed")
        .content.decode()
        .partition("result_list")[2]
        .partition("</table>")[0]
    )


def test_it_is_never_answered_in_public(client, product):
    question = make_question(about=product)
    with pytest.raises(ValueError, match="lessons"):
        questions.answer(question, text="ได้", by=make_staff())
    client.force_login(make_staff())
    address = reverse("admin:center_question_change", args=[question.pk])
    client.post(address, {"text": question.text, "name": "", "answer": "ได้", "_answer": "1"})
    question.refresh_from_db()
    assert question.state == "waiting"


def test_passed_on_it_leaves_after_90_days(product):
    now = timezone.now()
    question = make_question(about=product, asked_at=now - timedelta(days=91), phone="0812345678")
    questions.pass_on(question, by=make_staff())
    questions.purge_outdated(now)
    assert not Question.objects.exists()


def test_it_goes_and_comes_back_with_its_product(product):
    question = make_question(about=product)
    on_a_lesson = make_question(about=make_lesson())
    (deletion,) = delete_with_return([product], by=None)
    assert list(Question.objects.all()) == [on_a_lesson]
    bring_back(deletion, by=None)
    assert Question.objects.get(pk=question.pk).about == product
