"""What a visitor's browser sends on its way to an appointment."""

import re
import time
from unittest import mock

from django.http import HttpResponse
from django.test import Client

from center.visitors import form_guard
from consultations.bookings.forms import BOOKING_FORM
from tests.consultations.appointments import at

TYPED = {
    "name": "นางบุญเรือน เป็ดไล่ทุ่ง",
    "phone": "๐๘๑-๒๓๔ ๕๖๗๘",
    "tambon": "240208",
    "question": "อยากทำฉลากไข่เค็ม",
    "email": "",
    "website": "",
}


def token(*, seconds_ago: float = 60, form_name: str = BOOKING_FORM) -> str:
    """A form's token as its page was rendered some seconds ago."""
    with mock.patch("django.core.signing.time.time", return_value=time.time() - seconds_ago):
        return form_guard.new_token(form_name)


def typed(**fields) -> dict:
    return {**TYPED, "token": token(), **fields}


def page_of(topic, start=None, *, act: str = "") -> str:
    start = start or at(9)
    return f"/consultations/book/{topic.pk}/{start:%Y-%m-%d-%H%M}/{act}"


def confirm(client: Client, topic, start=None, query: str = "", **fields) -> HttpResponse:
    return client.post(page_of(topic, start, act="confirm/") + query, typed(**fields))


def hidden_fields(page: HttpResponse) -> dict[str, str]:
    """Names and values of the hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def main_of(page: HttpResponse) -> str:
    return page.content.decode().partition("<main")[2].partition("</main")[0]
