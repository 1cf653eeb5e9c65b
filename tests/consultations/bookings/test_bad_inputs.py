"""What people and programs send that is no appointment: refused in Thai, nothing stored, never an error."""

import re

import pytest

from center.visitors import secret_links
from consultations.bookings.models import Booking, CallbackRequest
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.consultations.bookings.journeys import page_of, token, typed
from tests.factories import make_closure, make_topic
from tests.selection import REFUSED_BY_FORM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ZALGO = "ส" + "\u0301\u0302\u0303\u0304\u0305" * 4 + "มชาย ใจดี"
BOOK = "/consultations/book"


def starting(text: str):
    """Confirm a well-filled form for a start as it is written in the address."""
    return lambda client, topic: client.post(f"{BOOK}/{topic.pk}/{text}/confirm/", typed())


def filled(**fields):
    return lambda client, topic: client.post(page_of(topic, act="confirm/"), typed(**fields))


def lacking(name: str):
    def send(client, topic):
        fields = typed()
        del fields[name]
        return client.post(page_of(topic, act="confirm/"), fields)

    return send


def on_a_closed_day(client, topic):
    make_closure(at(9).date())
    return client.post(page_of(topic, act="confirm/"), typed())


def length_of_another_topic(client, topic):
    """10.15 is a start of the topic of 15 minutes, not of that of an hour."""
    make_adviser(make_topic(name_th="สั้น", minutes=15))
    return client.post(page_of(topic, at(10, 15), act="confirm/"), typed())


def topic_of_nobody(client, topic):
    return client.post(page_of(make_topic(name_th="ไม่มีใครรับ"), act="confirm/"), typed())


def adviser_who_is_gone(client, topic):
    make_booking(topic, at(9))
    return client.post(page_of(topic, act="confirm/") + "?adviser=999999999999999999999", typed())


def own_act(act: str, link: str = "other", **fields):
    """An act on an appointment behind a made-up link, or behind the right one with wrong fields."""

    def send(client, topic):
        booking = make_booking(topic, at(9))
        links = {
            "own": secret_links.token_of(booking.link_key),
            "unsigned": booking.link_key,
            "other": secret_links.token_of(secret_links.new_key()),
            "cut": secret_links.token_of(booking.link_key)[:-1],
            "of another salt": token(),
        }
        return client.post(
            f"/bookings/{links[link]}/{act}", {"digits": booking.phone[-4:], "to": "2026-12-07-1000"} | fields
        )

    return send


def callback(**fields):
    sent = {"name": "นางบุญเรือน", "phone": "0812345678", "tambon": "240208", "website": ""}
    return lambda client, topic: client.post(
        "/consultations/callback/", sent | {"token": token(form_name="callback")} | fields
    )


def matters(**fields):
    return lambda client, topic: client.post("/my-matters/", {"number": "4821", "phone": "0812345678"} | fields)


INPUTS = {
    "past": starting("2026-11-23-0900"),
    "an hour ago": starting("2026-11-30-0700"),
    "off the step": starting("2026-12-07-0930"),
    "off the quarter": starting("2026-12-07-0907"),
    "at night": starting("2026-12-07-0300"),
    "too late to fit": starting("2026-12-07-1145"),
    "at the end": starting("2026-12-07-1200"),
    "beyond the horizon": starting("2027-06-07-0900"),
    "in another century": starting("2199-12-31-0900"),
    "year of the Buddhist era": starting("2569-12-07-0900"),
    "no such day": starting("2027-02-29-0900"),
    "no such month": starting("2026-13-01-0900"),
    "no such hour": starting("2026-12-07-2500"),
    "letters for a time": starting("tomorrow"),
    "Thai digits for a time": starting("๒๐๒๖-12-07-0900"),
    "closed day": on_a_closed_day,
    "another topic's length": length_of_another_topic,
    "topic of nobody": topic_of_nobody,
    "topic that is none": lambda client, topic: client.post(f"{BOOK}/999/2026-12-07-0900/confirm/", typed()),
    "topic of twenty digits": lambda client, topic: client.post(f"{BOOK}/{10**19}/2026-12-07-0900/confirm/", typed()),
    "taken time, adviser of twenty digits": adviser_who_is_gone,
    "no name": filled(name=""),
    "name of spaces": filled(name="   "),
    "name of zero width": filled(name="\u200b\u200b"),
    "name of a letter": filled(name="ก"),
    "name too long": filled(name="ก" * 161),
    "name of 1 MB": filled(name="ก" * 350_000),
    "name with NUL": filled(name="สมชาย\0ใจดี"),
    "name of emoji": filled(name="😀😀😀"),
    "name with emoji": filled(name="สมชาย 🥚"),
    "zalgo name": filled(name=ZALGO),
    "markup for a name": filled(name="<script>alert(1)</script>"),
    "address for a name": filled(name="สมชาย http://spam.example"),
    "ID card in the name": filled(name="สมชาย 3-2401-00123-45-0"),
    "no phone": filled(phone=""),
    "short phone": filled(phone="0812"),
    "foreign phone": filled(phone="+1 202 555 0100"),
    "letters for a phone": filled(phone="โทรหาลูก"),
    "phone with NUL": filled(phone="081\0234 5678"),
    "two phones": filled(phone="0812345678 0812345679"),
    "no tambon": filled(tambon=""),
    "tambon of nowhere": filled(tambon="999999"),
    "tambon with quotes": filled(tambon="' OR 1=1 --"),
    "long question": filled(question="ก" * 1001),
    "question with NUL": filled(question="อยากถาม\0"),
    "zalgo question": filled(question=ZALGO),
    "ID card in the question": filled(question="เลข 3-2401-00123-45-0"),
    "CRLF in the e-mail": filled(email="a@example.com\r\nBcc: b@example.com"),
    "no e-mail": filled(email="not an address"),
    "two e-mails": filled(email="a@example.com, b@example.com"),
    "emoji for an e-mail": filled(email="😀@example.com"),
    "e-mail too long": filled(email="a" * 250 + "@example.com"),
    "honeypot": filled(website="http://spam.example"),
    "no token": lacking("token"),
    "made-up token": filled(token="made:up:token"),
    "token of another form": lambda client, topic: filled(token=token(form_name="callback"))(client, topic),
    "token with NUL": filled(token="\0"),
    "nothing at all": lambda client, topic: client.post(page_of(topic, act="confirm/"), {}),
    "page 3 with a bad name": lambda client, topic: client.post(page_of(topic), typed(name="😀")),
    "cancel of an unknown link": own_act("cancel/"),
    "cancel of an unsigned key": own_act("cancel/", "unsigned"),
    "cancel of a cut link": own_act("cancel/", "cut"),
    "cancel with a form's token": own_act("cancel/", "of another salt"),
    "cancel with wrong digits": own_act("cancel/", "own", digits="0000x"),
    "cancel without digits": own_act("cancel/", "own", digits=""),
    "cancel with the digits of emoji": own_act("cancel/", "own", digits="😀😀😀😀"),
    "move of an unknown link": own_act("reschedule/"),
    "move off the step": own_act("reschedule/", "own", to="2026-12-07-0907"),
    "move into the past": own_act("reschedule/", "own", to="2026-11-23-0900"),
    "move beyond the horizon": own_act("reschedule/", "own", to="2027-12-07-0900"),
    "callback without a phone": callback(phone=""),
    "callback about no topic": callback(topic="999999999999999999999"),
    "callback of emoji": callback(name="😀😀"),
    "matters with a bad phone": matters(phone="12"),
    "matters with a long number": matters(number="4" * 1000),
    "matters with NUL": matters(number="\0"),
}  # fmt: skip


def stored() -> list:
    """Every appointment that isn't a test's own, as it stands, and every request to be called back."""
    rows = list(Booking.objects.values("name", "starts_at", "state", "sequence"))
    return [row for row in rows if row["name"] != "แฉล้ม ลานใบไม้"] + list(CallbackRequest.objects.values())


@REFUSED_BY_FORM
@pytest.mark.parametrize("name", INPUTS)
def test_it_is_refused_in_thai_and_nothing_is_stored(client, name):
    make_office_hours()
    topic = make_topic(minutes=60)
    make_adviser(topic)
    answer = INPUTS[name](client, topic)
    own = Booking.objects.filter(name="แฉล้ม ลานใบไม้")
    assert stored() == [] and set(own.values_list("starts_at", "state")) <= {(at(9), "booked")}
    assert answer.status_code in (404, 422)
    refusal = said(answer)
    assert re.search("[ก-๙]{4}", refusal) and not re.search("[A-Za-z]{4}", refusal), refusal
    assert len(answer.content) < 60_000


def said(answer) -> str:
    """The words of the alert, or of the page for what doesn't exist."""
    page = answer.content.decode().partition("<main")[2].partition("</main")[0]
    parts = re.findall(r'(?s)class="(?:alert alert-danger|invalid-feedback)"[^>]*>(.*?)</(?:div|p|span)>', page)
    parts += re.findall(r"(?s)<h1>(.*?)</h1>", page) if answer.status_code == 404 else []
    return re.sub(r"<[^>]+>|\bOTOP\b|somjai@example\.com|LINE", " ", " ".join(parts))


def test_there_are_sixty_and_more():
    assert len(INPUTS) >= 60
