"""Spam protection of visitors' forms: token, rate limits by phone and address, Origin header."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from center.rate_limits.models import Tally
from center.visitors import form_guard
from center.visitors.forms import GuardedForm, SignedForm

LIMITED_IN_PYTHON = pytest.mark.sqlite_only(
    reason="limits are compared in Python; counting itself has tests of its own"
)

BEGIN = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
HOUR = form_guard.WITHIN


class Complaint(GuardedForm):
    about = forms.CharField()


class Sheet(SignedForm):
    about = forms.CharField()


def make_token(form_name: str = "complaint", *, seconds_ago: float = 60) -> str:
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - seconds_ago):
        return form_guard.new_token(form_name)


def complaint(**typed) -> Complaint:
    return Complaint({"about": "ถนน", "website": "", "token": make_token(), **typed}, form_name="complaint")


# --- The token -----------------------------------------------------------------------------------------------------


def test_each_rendered_form_has_a_token_with_its_own_key():
    pages = [Complaint(form_name="complaint") for _ in range(2)]
    tokens = [page["token"].value() for page in pages]
    keys = {form_guard.read_token(token, "complaint") for token in tokens}
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)
    html = render_to_string("center/visitors/_form_guard.html", {"form": pages[0]})
    assert f'<input type="hidden" name="token" value="{tokens[0]}"' in html
    assert 'name="website"' in html and 'aria-hidden="true"' in html


def test_valid_form_has_the_key_of_its_token():
    token = make_token()
    form = complaint(token=token)
    assert form.is_valid()
    assert form.form_key == form_guard.read_token(token, "complaint")


@pytest.mark.parametrize(
    "token",
    ["", "x", "complaint:1:2:3", make_token("complaint 2"), make_token(seconds_ago=form_guard.OLDEST + 60)],
    ids=["missing", "short", "made up", "of another form", "old"],
)
def test_invalid_token_is_replaced_so_that_the_form_can_be_resubmitted(token):
    form = complaint(token=token)
    assert form.errors == {"__all__": [Complaint.too_old]}
    assert form.form_key == ""
    assert form["about"].value() == "ถนน"
    again = complaint(token=form["token"].value())
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() + 10):
        assert again.is_valid()


def test_invalid_token_is_replaced_silently_if_there_are_other_errors():
    form = complaint(about="", token="x")
    assert set(form.errors) == {"about"}
    assert form_guard.read_token(form["token"].value(), "complaint")


def test_too_fast_submission_is_refused_only_for_guarded_forms():
    token = make_token(seconds_ago=0)
    form = complaint(token=token)
    assert form.errors == {"__all__": [Complaint.too_fast]}
    assert form["token"].value() == token
    assert Sheet({"about": "ถนน", "token": token}, form_name="complaint").is_valid()


def test_filled_honeypot_is_refused_and_emptied():
    form = complaint(website="http://spam.example")
    assert not form.is_valid()
    assert form["website"].value() == ""
    assert form.summary == [("", form.non_field_errors()[0])]


# --- Rate limits --------------------------------------------------------------------------------------------------------


def send(*, seconds: float = 0, phone: str | None = "", address: str = "203.0.113.9", kind: str = "complaint") -> str:
    """Submit a form `seconds` after BEGIN; returns the refusal's code, or "accepted"."""
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    with mock.patch("django.utils.timezone.now", return_value=BEGIN + timedelta(seconds=seconds)):
        try:
            form_guard.count_attempt(request, kind=kind, phone=phone)
        except ValidationError as error:
            errors = error.error_dict["phone"] if hasattr(error, "error_dict") else error.error_list
            return errors[0].code
    return "accepted"


def phones():
    yield from (f"08{number:08}" for number in range(10**8))


@pytest.mark.django_db
def test_hourly_limit_of_a_phone_number_from_any_address():
    sent = [send(phone="0812345678", address=f"10.0.0.{number}") for number in range(7)]
    assert sent == ["accepted"] * form_guard.MOST_OF_A_PHONE + ["phone_limit"] * 2
    assert send(phone="0812345679") == "accepted"
    assert send(phone="0812345678", kind="booking") == "accepted"
    assert send(phone="0812345678", seconds=HOUR.total_seconds() - 1) == "phone_limit"
    assert send(phone="0812345678", seconds=HOUR.total_seconds()) == "accepted"


@pytest.mark.django_db
def test_concurrent_submissions_dont_exceed_the_limit(monkeypatch):
    """As if each checked the count before the others were counted."""
    monkeypatch.setattr(form_guard.counting, "find", lambda name, now: None)
    sent = [send(phone="0812345678") for _ in range(form_guard.MOST_OF_A_PHONE + 2)]
    assert sent == ["accepted"] * form_guard.MOST_OF_A_PHONE + ["phone_limit"] * 2


@pytest.mark.django_db
def test_refusal_says_how_many_minutes_to_wait():
    for _ in range(form_guard.MOST_OF_A_PHONE):
        send(phone="0812345678")
    request = RequestFactory().post("/")
    almost = mock.patch("django.utils.timezone.now", return_value=BEGIN + HOUR - timedelta(seconds=61))
    with almost, pytest.raises(ValidationError) as refused:
        form_guard.count_attempt(request, kind="complaint", phone="0812345678")
    assert refused.value.messages == ["เบอร์นี้ส่งหลายครั้งแล้ว กรุณารอ 2 นาทีแล้วกดส่งอีกครั้ง หรือโทรหาเจ้าหน้าที่"]


@LIMITED_IN_PYTHON
@pytest.mark.django_db
def test_many_people_behind_one_address_are_not_blocked():
    """300 people in an hour, each with another phone number."""
    sent = [send(phone=phone, seconds=12 * number) for number, phone in zip(range(300), phones(), strict=False)]
    assert sent == ["accepted"] * 300
    assert send(phone="", seconds=3599) == "phone_needed"


@pytest.mark.django_db
def test_concurrent_people_succeed_by_resubmitting():
    waiting = [phone for phone, _ in zip(phones(), range(form_guard.FREE_OF_AN_ADDRESS + 12), strict=False)]
    for seconds in range(0, 120, 10):
        waiting = [phone for phone in waiting if send(phone=phone, seconds=seconds) != "accepted"]
    assert waiting == []


@LIMITED_IN_PYTHON
@pytest.mark.django_db
def test_flood_without_phone_numbers_or_with_one_is_limited():
    sent = [send(seconds=number) for number in range(500)]
    assert sent.count("accepted") == form_guard.FREE_OF_AN_ADDRESS
    assert send(seconds=500, kind="booking") == "accepted"
    assert send(phone="0812345678", seconds=500) == "accepted"
    sent = [send(phone="0812345678", seconds=501 + 10 * number) for number in range(100)]
    assert sent.count("accepted") == form_guard.MOST_OF_A_PHONE - 1


@LIMITED_IN_PYTHON
@pytest.mark.django_db
def test_flood_with_invented_phone_numbers_is_slowed():
    """Six a second for a minute, each with another phone number."""
    sent = [send(phone=phone, seconds=number / 6) for number, phone in zip(range(360), phones(), strict=False)]
    assert sent.count("accepted") <= form_guard.FREE_OF_AN_ADDRESS + 60 / form_guard.PAUSE.total_seconds()
    assert set(sent[form_guard.FREE_OF_AN_ADDRESS + 1 :]) == {"accepted", "busy"}


@pytest.mark.django_db
def test_refusals_for_a_busy_address_dont_count_against_the_phone_number():
    for phone, _ in zip(phones(), range(form_guard.FREE_OF_AN_ADDRESS + 1), strict=False):
        send(phone=phone)
    assert [send(phone="0899999999") for _ in range(9)] == ["busy"] * 9
    assert send(phone="0899999999", seconds=10) == "accepted"


@pytest.mark.django_db
def test_phone_number_above_its_limit_doesnt_slow_others_at_its_address():
    for _ in range(form_guard.FREE_OF_AN_ADDRESS):
        send(phone="0812345678")
    assert send(phone="0812345678") == "phone_limit"
    assert send(phone="0899999999") == "accepted"


@pytest.mark.django_db
def test_form_without_phone_field_is_only_slowed():
    sent = [send(phone=None) for _ in range(form_guard.FREE_OF_AN_ADDRESS + 2)]
    assert sent[-2:] == ["accepted", "busy"]
    assert send(phone=None, seconds=10) == "accepted"


@pytest.mark.django_db
def test_no_phone_or_address_is_stored():
    send(phone="0812345678")
    assert Tally.objects.count() == 2
    stored = str(list(Tally.objects.values()))
    assert "0812345678" not in stored and "203.0.113" not in stored


# --- Origin header ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        ("http://testserver", False),
        ("https://portal.example", False),
        (None, False),
        ("http://evil.example", True),
        ("https://testserver", True),
        ("http://testserver:8080", True),
        ("null", True),
        ("", True),
    ],
)
def test_origin_header_of_another_site_is_detected(settings, origin, foreign):
    settings.SITE_URL = "https://portal.example"
    request = RequestFactory().post("/", **({} if origin is None else {"headers": {"origin": origin}}))
    assert form_guard.from_another_site(request) is foreign
