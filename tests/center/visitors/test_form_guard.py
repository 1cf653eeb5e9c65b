"""The guard of visitors' forms: its token, its limits by phone and by address, and which site a form came from."""

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

BEGIN = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
HOUR = form_guard.WITHIN


class Complaint(GuardedForm):
    about = forms.CharField()


class Sheet(SignedForm):
    about = forms.CharField()


def made(form_name: str = "complaint", *, seconds_ago: float = 60) -> str:
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - seconds_ago):
        return form_guard.new_token(form_name)


def complaint(**typed) -> Complaint:
    return Complaint({"about": "ถนน", "website": "", "token": made(), **typed}, form_name="complaint")


# --- The token -----------------------------------------------------------------------------------------------------


def test_every_page_has_a_token_with_a_key_of_its_own():
    pages = [Complaint(form_name="complaint") for _ in range(2)]
    tokens = [page["token"].value() for page in pages]
    keys = {form_guard.read_token(token, "complaint") for token in tokens}
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)
    html = render_to_string("center/visitors/_form_guard.html", {"form": pages[0]})
    assert f'<input type="hidden" name="token" value="{tokens[0]}"' in html
    assert 'name="website"' in html and 'aria-hidden="true"' in html


def test_a_valid_form_knows_the_key_of_its_page():
    token = made()
    form = complaint(token=token)
    assert form.is_valid()
    assert form.form_key == form_guard.read_token(token, "complaint")


@pytest.mark.parametrize(
    "token",
    ["", "x", "complaint:1:2:3", made("complaint 2"), made(seconds_ago=form_guard.OLDEST + 60)],
    ids=["missing", "short", "made up", "of another form", "old"],
)
def test_a_token_that_is_not_good_is_replaced_and_the_form_is_sent_again(token):
    form = complaint(token=token)
    assert form.errors == {"__all__": [Complaint.too_old]}
    assert form.form_key == ""
    assert form["about"].value() == "ถนน"
    again = complaint(token=form["token"].value())
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() + 10):
        assert again.is_valid()


def test_beside_a_mistake_a_bad_token_is_replaced_without_a_word():
    form = complaint(about="", token="x")
    assert set(form.errors) == {"about"}
    assert form_guard.read_token(form["token"].value(), "complaint")


def test_only_a_form_that_writes_can_be_sent_too_fast():
    token = made(seconds_ago=0)
    form = complaint(token=token)
    assert form.errors == {"__all__": [Complaint.too_fast]}
    assert form["token"].value() == token
    assert Sheet({"about": "ถนน", "token": token}, form_name="complaint").is_valid()


def test_the_field_nobody_sees_is_emptied():
    form = complaint(website="http://spam.example")
    assert not form.is_valid()
    assert form["website"].value() == ""
    assert form.summary == [("", form.non_field_errors()[0])]


# --- Limits --------------------------------------------------------------------------------------------------------


def send(*, seconds: float = 0, phone: str | None = "", address: str = "203.0.113.9", kind: str = "complaint") -> str:
    """Send one form so many seconds after BEGIN; returns why it was refused, or "taken"."""
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    with mock.patch("django.utils.timezone.now", return_value=BEGIN + timedelta(seconds=seconds)):
        try:
            form_guard.count_attempt(request, kind=kind, phone=phone)
        except ValidationError as error:
            errors = error.error_dict["phone"] if hasattr(error, "error_dict") else error.error_list
            return errors[0].code
    return "taken"


def phones():
    yield from (f"08{number:08}" for number in range(10**8))


@pytest.mark.django_db
def test_a_phone_number_sends_a_handful_an_hour_from_wherever():
    sent = [send(phone="0812345678", address=f"10.0.0.{number}") for number in range(7)]
    assert sent == ["taken"] * form_guard.MOST_OF_A_PHONE + ["phone_limit"] * 2
    assert send(phone="0812345679") == "taken"
    assert send(phone="0812345678", kind="booking") == "taken"
    assert send(phone="0812345678", seconds=HOUR.total_seconds() - 1) == "phone_limit"
    assert send(phone="0812345678", seconds=HOUR.total_seconds()) == "taken"


@pytest.mark.django_db
def test_of_many_sent_at_once_no_more_are_taken(monkeypatch):
    """None of them finds the others counted yet."""
    monkeypatch.setattr(form_guard.counting, "find", lambda name, now: None)
    sent = [send(phone="0812345678") for _ in range(form_guard.MOST_OF_A_PHONE + 2)]
    assert sent == ["taken"] * form_guard.MOST_OF_A_PHONE + ["phone_limit"] * 2


@pytest.mark.django_db
def test_the_minutes_to_wait_are_told():
    for _ in range(form_guard.MOST_OF_A_PHONE):
        send(phone="0812345678")
    request = RequestFactory().post("/")
    almost = mock.patch("django.utils.timezone.now", return_value=BEGIN + HOUR - timedelta(seconds=61))
    with almost, pytest.raises(ValidationError) as refused:
        form_guard.count_attempt(request, kind="complaint", phone="0812345678")
    assert refused.value.messages == ["เบอร์นี้ส่งหลายครั้งแล้ว กรุณารอ 2 นาทีแล้วกดส่งอีกครั้ง หรือโทรหาเจ้าหน้าที่"]


@pytest.mark.django_db
def test_a_village_behind_one_carrier_address_is_never_shut_out():
    """Three hundred people within the hour, each with a number of their own."""
    sent = [send(phone=phone, seconds=12 * number) for number, phone in zip(range(300), phones(), strict=False)]
    assert sent == ["taken"] * 300
    assert send(phone="", seconds=3599) == "phone_needed"


@pytest.mark.django_db
def test_of_many_at_once_everybody_gets_through_by_pressing_again():
    waiting = [phone for phone, _ in zip(phones(), range(form_guard.FREE_OF_AN_ADDRESS + 12), strict=False)]
    for seconds in range(0, 120, 10):
        waiting = [phone for phone in waiting if send(phone=phone, seconds=seconds) != "taken"]
    assert waiting == []


@pytest.mark.django_db
def test_a_flood_without_numbers_or_with_one_number_ends():
    sent = [send(seconds=number) for number in range(500)]
    assert sent.count("taken") == form_guard.FREE_OF_AN_ADDRESS
    assert send(seconds=500, kind="booking") == "taken"
    assert send(phone="0812345678", seconds=500) == "taken"
    sent = [send(phone="0812345678", seconds=501 + 10 * number) for number in range(100)]
    assert sent.count("taken") == form_guard.MOST_OF_A_PHONE - 1


@pytest.mark.django_db
def test_a_flood_with_made_up_numbers_is_slowed():
    """Six a second for a minute, each with another number."""
    sent = [send(phone=phone, seconds=number / 6) for number, phone in zip(range(360), phones(), strict=False)]
    assert sent.count("taken") <= form_guard.FREE_OF_AN_ADDRESS + 60 / form_guard.PAUSE.total_seconds()
    assert set(sent[form_guard.FREE_OF_AN_ADDRESS + 1 :]) == {"taken", "busy"}


@pytest.mark.django_db
def test_pressing_again_at_a_busy_address_does_not_use_up_the_phone_number():
    for phone, _ in zip(phones(), range(form_guard.FREE_OF_AN_ADDRESS + 1), strict=False):
        send(phone=phone)
    assert [send(phone="0899999999") for _ in range(9)] == ["busy"] * 9
    assert send(phone="0899999999", seconds=10) == "taken"


@pytest.mark.django_db
def test_a_number_over_its_limit_does_not_keep_others_of_its_address_waiting():
    for _ in range(form_guard.FREE_OF_AN_ADDRESS):
        send(phone="0812345678")
    assert send(phone="0812345678") == "phone_limit"
    assert send(phone="0899999999") == "taken"


@pytest.mark.django_db
def test_a_form_that_asks_for_no_phone_is_only_slowed():
    sent = [send(phone=None) for _ in range(form_guard.FREE_OF_AN_ADDRESS + 2)]
    assert sent[-2:] == ["taken", "busy"]
    assert send(phone=None, seconds=10) == "taken"


@pytest.mark.django_db
def test_neither_phone_nor_address_is_stored():
    send(phone="0812345678")
    assert Tally.objects.count() == 2
    kept = str(list(Tally.objects.values()))
    assert "0812345678" not in kept and "203.0.113" not in kept


# --- Which site it came from ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "elsewhere"),
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
def test_the_origin_header_tells_a_page_of_another_site(settings, origin, elsewhere):
    settings.SITE_URL = "https://portal.example"
    request = RequestFactory().post("/", **({} if origin is None else {"headers": {"origin": origin}}))
    assert form_guard.from_another_site(request) is elsewhere
