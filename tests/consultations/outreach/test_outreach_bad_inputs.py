"""What people and programs send that is no registration and no request: refused in Thai, nothing stored, never an error."""

import re

import pytest

from center.visitors import secret_links
from consultations.outreach.models import Registration, RegistrationSession, VillageRequest
from tests.consultations.appointments import at
from tests.consultations.bookings.journeys import token
from tests.consultations.bookings.test_bad_inputs import ZALGO, said
from tests.consultations.outreach.seating import come, make_event
from tests.consultations.outreach.visits import ask, asking, register, registering
from tests.selection import REFUSED_BY_FORM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def filled(**fields):
    """A registration for one of two sessions; a value may be made of the event."""

    def send(client, event):
        values = {name: value(event) if callable(value) else value for name, value in fields.items()}
        return register(client, event, **{"sessions": [event.sessions.first().pk], **values})

    return send


def lacking(name: str):
    def send(client, event):
        fields = registering(event, sessions=[event.sessions.first().pk])
        del fields[name]
        return client.post(f"/events/{event.pk}/register/", fields)

    return send


def elsewhere(address: str):
    """A well-filled form sent to another address."""
    return lambda client, event: client.post(address, registering(event, sessions=[event.sessions.first().pk]))


def closed(**changes):
    def send(client, event):
        type(event).objects.filter(pk=event.pk).update(**changes)
        return register(client, event, sessions=[event.sessions.first().pk])

    return send


def session_of_another_event(client, event):
    return register(client, event, sessions=[make_event(30).sessions.get().pk])


def own_act(act: str, link: str = "own", **fields):
    """An act on a registration behind a made-up link, or behind the right one with wrong fields."""

    def send(client, event):
        registration = come(event, 4)
        own = secret_links.token_of(registration.link_key)
        links = {"own": own, "unsigned": registration.link_key, "cut": own[:-1], "of a form": token()}
        links["other"] = secret_links.token_of(secret_links.new_key())
        digits = registration.phone[-4:]
        given = {"digits": digits, "party_size": "2", "session": str(event.sessions.first().pk), **fields}
        return client.post(f"/registrations/{links[link]}/{act}/", {f"{act}-{name}": given[name] for name in given})

    return send


def request(**fields):
    return lambda client, event: ask(client, **fields)


def request_lacking(name: str):
    def send(client, event):
        fields = asking()
        del fields[name]
        return client.post("/events/request/", fields)

    return send


INPUTS = {
    "no name": filled(name=""),
    "name of spaces": filled(name="   "),
    "name of zero width": filled(name="\u200b\u200b"),
    "name of a letter": filled(name="ก"),
    "name too long": filled(name="ก" * 161),
    "name of 1 MB": filled(name="ก" * 350_000),
    "name with NUL": filled(name="สมชาย\0ใจดี"),
    "name of emoji": filled(name="😀😀😀"),
    "zalgo name": filled(name=ZALGO),
    "markup for a name": filled(name="<script>alert(1)</script>"),
    "address for a name": filled(name="สมชาย http://spam.example"),
    "ID card in the name": filled(name="สมชาย 3-2401-00123-45-0"),
    "no phone": filled(phone=""),
    "short phone": filled(phone="0812"),
    "foreign phone": filled(phone="+1 202 555 0100"),
    "phone with NUL": filled(phone="081\0234 5678"),
    "two phones": filled(phone="0812345678 0812345679"),
    "no tambon": filled(tambon=""),
    "tambon of nowhere": filled(tambon="999999"),
    "tambon with quotes": filled(tambon="' OR 1=1 --"),
    "nobody comes": filled(party_size="0"),
    "fewer than nobody": filled(party_size="-4"),
    "half a person": filled(party_size="1.5"),
    "letters for a number": filled(party_size="สี่คน"),
    "no number of people": filled(party_size=""),
    "a party larger than the room": filled(party_size="31"),
    "a party of twenty digits": filled(party_size="9" * 20),
    "a party of 10,000 digits": filled(party_size="9" * 10_000),
    "a party of NUL": filled(party_size="4\0"),
    "no session": filled(sessions=[]),
    "session of letters": filled(sessions=["x"]),
    "session of twenty digits": filled(sessions=["9" * 20]),
    "session of another event": session_of_another_event,
    "session with NUL": filled(sessions=["\0"]),
    "CRLF in the e-mail": filled(email="a@example.com\r\nBcc: b@example.com"),
    "no e-mail": filled(email="not an address"),
    "e-mail too long": filled(email="a" * 250 + "@example.com"),
    "honeypot": filled(website="http://spam.example"),
    "no token": lacking("token"),
    "made-up token": filled(token="made:up:token"),
    "token of another event": filled(token=lambda event: token(form_name=f"registration {event.pk + 1}")),
    "token of another form": filled(token=lambda event: token()),
    "faster than a person": filled(token=lambda event: token(form_name=f"registration {event.pk}", seconds_ago=0)),
    "yesterday's form": filled(token=lambda event: token(form_name=f"registration {event.pk}", seconds_ago=100_000)),
    "nothing at all": lambda client, event: client.post(f"/events/{event.pk}/register/", {}),
    "an event that is none": elsewhere("/events/999/register/"),
    "an event of twenty digits": elsewhere(f"/events/{10**19}/register/"),
    "a hidden event": closed(published_at=None),
    "a cancelled event": closed(state="cancelled"),
    "a postponed event": closed(state="postponed"),
    "an event that takes nobody": closed(takes_registrations=False),
    "an event that is over": closed(starts_at=at(9, days=-1), ends_at=at(11, days=-1)),
    "an event that has begun": closed(starts_at=at(7, days=0)),
    "cancel of an unknown link": own_act("cancel", "other"),
    "cancel of an unsigned key": own_act("cancel", "unsigned"),
    "cancel of a cut link": own_act("cancel", "cut"),
    "cancel with a form's token": own_act("cancel", "of a form"),
    "cancel with wrong digits": own_act("cancel", digits="x000"),
    "cancel with NUL": own_act("cancel", digits="\0"),
    "smaller by emoji": own_act("shrink", party_size="😀"),
    "smaller than nobody": own_act("shrink", party_size="-1"),
    "smaller by twenty digits": own_act("shrink", party_size="9" * 20),
    "larger": own_act("shrink", party_size="40"),
    "leaving no session": own_act("leave", session=""),
    "leaving a session of twenty digits": own_act("leave", session="9" * 20),
    "leaving with NUL": own_act("leave", session="\0"),
    "request for nothing": request(subject=""),
    "request of zero width": request(subject="\u200b"),
    "request too long": request(subject="ก" * 201),
    "request with NUL": request(subject="ไข่เค็ม\0"),
    "zalgo request": request(subject=ZALGO),
    "request with an ID card": request(subject="ขอของ 3-2401-00123-45-0"),
    "ID card in the details": request(details="เลข 3-2401-00123-45-0"),
    "details too long": request(details="ก" * 1001),
    "on behalf of an ID card": request(on_behalf_of="3-2401-00123-45-0"),
    "request of an unknown kind": request(kind="party"),
    "request of no kind": request_lacking("kind"),
    "request without a name": request(name=""),
    "request without a phone": request(phone=""),
    "request of nowhere": request(tambon="999999"),
    "request of moo 31": request(moo="31"),
    "request of moo 0": request(moo="0"),
    "request of moo six": request(moo="หมู่หก"),
    "request for 1,001 people": request(people="1001"),
    "request for nobody": request(people="0"),
    "request for many": request(people="เยอะมาก"),
    "request of a program": request(website="http://spam.example"),
    "request without a token": request_lacking("token"),
    "request with another form's token": request(token=token()),
    "request of nothing at all": lambda client, event: client.post("/events/request/", {}),
}  # fmt: skip


@REFUSED_BY_FORM
@pytest.mark.parametrize("name", INPUTS)
def test_it_is_refused_in_thai_and_nothing_is_stored(client, name):
    event = make_event(30, 20)
    answer = INPUTS[name](client, event)
    own = Registration.objects.filter(name__startswith="แฉล้ม")
    assert set(Registration.objects.all()) == set(own) and not VillageRequest.objects.exists()
    assert set(own.values_list("state", "party_size")) <= {("registered", 4)}
    assert RegistrationSession.objects.count() == 2 * len(own)
    assert answer.status_code in (404, 422)
    refusal = said(answer)
    assert re.search("[ก-๙]{4}", refusal) and not re.search("[A-Za-z]{4}", refusal), refusal
    assert len(answer.content) < 60_000


def test_there_are_forty_of_each_and_more():
    assert sum("request" in name for name in INPUTS) >= 20 and len(INPUTS) >= 80
