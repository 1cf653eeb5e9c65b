"""What a visitor's browser sends to the forms of outreach."""

import re

from django.http import HttpResponse
from django.test import Client

from consultations.outreach.models import OutreachEvent
from tests.consultations.bookings.journeys import main_of, token
from tests.markup import compact

WHO = {"name": "นางบุญเรือน เป็ดไล่ทุ่ง", "phone": "๐๘๑-๒๓๔ ๕๖๗๘", "tambon": "240208", "website": ""}
REQUEST = {
    **WHO,
    "kind": "visit",
    "subject": "สอนทำไข่เค็มไอโอดีน",
    "when": "วันเสาร์ตอนเช้า",
    "people": "๒๕",
    "on_behalf_of": "กลุ่มแม่บ้านหมู่ 6",
    "moo": "6",
    "details": "",
}


def registering(event: OutreachEvent, **fields) -> dict:
    return {**WHO, "party_size": "4", "email": "", "token": token(form_name=f"registration {event.pk}"), **fields}


def register(client: Client, event: OutreachEvent, **fields) -> HttpResponse:
    return client.post(f"/events/{event.pk}/register/", registering(event, **fields))


def asking(**fields) -> dict:
    return {**REQUEST, "token": token(form_name="village request"), **fields}


def ask(client: Client, **fields) -> HttpResponse:
    return client.post("/events/request/", asking(**fields))


def read(page: HttpResponse) -> str:
    """A page's main part as it is read: without the spans that keep words together."""
    return compact(re.sub(r"</?span[^>]*>", "", main_of(page)))
