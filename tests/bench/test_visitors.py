"""Visitors of the mixed load send the portal's own forms to their end, and what they met is told. No clock is looked at."""

import random
from email.message import Message

import pytest
from django.test import Client

from bench import load, visitors
from bench.load import Outcome
from bench.requests import Answer
from bench.visitors import NoTimeFree, PostedForm, Unexpected, Visitor
from center.lessons.models import Question
from center.visitors.forms import GuardedForm
from consultations.bookings.models import Booking
from tests.consultations.appointments import make_adviser, make_office_hours
from tests.factories import make_lesson, make_topic

pytestmark = pytest.mark.django_db


class DjangosClient:
    """Answers as the portal would over a connection, with the cookies that the visitor sends."""

    def send(self, method: str, path: str, headers: dict[str, str], body: str | None = None) -> Answer:
        client = Client(enforce_csrf_checks=True, headers=headers)
        answer = client.generic(method, path, body or "", content_type=headers.get("Content-Type", ""))
        told = Message()
        for name, value in answer.items():
            told[name] = value
        for morsel in answer.cookies.values():
            told["Set-Cookie"] = morsel.OutputString()
        return Answer(answer.status_code, told, answer.content)


@pytest.fixture
def requests() -> list[bool]:
    """Of each request that was timed, whether it sent a form."""
    return []


@pytest.fixture
def visitor(monkeypatch, requests) -> Visitor:
    monkeypatch.setattr(visitors, "SECONDS_OF_TYPING", 0)
    monkeypatch.setattr(GuardedForm, "fastest", 0)
    visitor = Visitor(0, random.Random(1), lambda _seconds, sent_a_form: requests.append(sent_a_form))
    visitor.client = DjangosClient()
    return visitor


def test_a_visitor_books(visitor, requests):
    make_office_hours()
    adviser = make_adviser(make_topic(minutes=60))

    visitor.book()

    assert Booking.objects.get().speaker == adviser
    assert requests.count(True) == 2, "who comes, and confirming"


def test_without_a_free_time_no_error_is_counted(visitor):
    make_topic()

    with pytest.raises(NoTimeFree):
        visitor.book()


def test_a_visitor_asks(visitor):
    lesson = make_lesson()

    visitor.ask(lesson.get_absolute_url())

    assert Question.objects.get().text == visitors.TYPED["text"]


def test_a_page_that_isnt_there_is_an_error(visitor):
    with pytest.raises(Unexpected, match="GET /nothing/: 404"):
        visitor.get("/nothing/")


def test_the_last_form_that_is_posted_is_read():
    page = """
        <form method="get"><input type="hidden" name="q" value="1"></form>
        <form method="post" action="/first/"><input type="hidden" name="token" value="1"></form>
        <form method="post" action="/last/"><input type="hidden" name="token" value="a&amp;b"><input name="phone"></form>"""

    form = PostedForm(page)

    assert (form.action, form.fields) == ("/last/", {"token": "a&b"})


def test_the_table_marks_errors_slow_requests_and_growing_memory():
    calm, bad = Outcome(memory=[100, 200, 200]), Outcome(memory=[100, 200, 220])
    calm.seconds["read"] = [0.1] * 200
    bad.seconds["read"] = [0.1] * 190 + [0.5] * 10
    bad.errors["GET /: 500"] = 2

    assert "**" not in load.text_of(calm, minutes=1, rate=20, products=30)
    text = load.text_of(bad, minutes=1, rate=20, products=30)
    assert "Errors: **2**\n- 2 times GET /: 500" in text
    assert "**500 ms**" in text
    assert "**1.10** times" in text
