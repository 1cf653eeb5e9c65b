"""A village asks for an event: the form, its own page, the rules of the answer and the call that follows."""

import pytest

from center.mail.messages import messages_about, told
from center.mail.models import Message
from center.records.states import WrongState
from consultations.bookings.actors import staff
from consultations.outreach import requests
from consultations.outreach.addresses import request_page
from consultations.outreach.models import VillageRequest
from tests.consultations.appointments import at
from tests.consultations.bookings.journeys import main_of
from tests.consultations.outreach.rows import make_request
from tests.consultations.outreach.seating import make_event
from tests.consultations.outreach.visits import ask, asking, read
from tests.factories import make_center, make_staff
from tests.markup import compact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = VillageRequest.State


@pytest.fixture
def by():
    return staff(make_staff())


def calls(request: VillageRequest) -> list[str]:
    """Kinds of the calls that are still to be made."""
    return list(messages_about(request).filter(state__in=Message.CALLS_LEFT).values_list("kind", flat=True))


# --- Asking --------------------------------------------------------------------------------------------------------


def test_a_request_is_kept_as_it_was_typed(client):
    answer = ask(client)
    asked = VillageRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, request_page(asked))
    kept = {name: getattr(asked, name) for name in ("kind", "subject", "when", "people", "name", "on_behalf_of", "phone",
                                                    "tambon_id", "moo", "details", "state", "language")}  # fmt: skip
    assert kept == {
        "kind": "visit",
        "subject": "สอนทำไข่เค็มไอโอดีน",
        "when": "วันเสาร์ตอนเช้า",
        "people": 25,
        "name": "นางบุญเรือน เป็ดไล่ทุ่ง",
        "on_behalf_of": "กลุ่มแม่บ้านหมู่ 6",
        "phone": "0812345678",
        "tambon_id": "240208",
        "moo": 6,
        "details": "",
        "state": "received",
        "language": "th",
    }
    assert len(asked.reference) == 4 and asked.state_changes.get().actor == "visitor"


def test_little_is_enough(client):
    ask(client, when="", people="", on_behalf_of="", moo="", kind="meeting_place", tambon="elsewhere")
    asked = VillageRequest.objects.get()
    assert (asked.kind, asked.people, asked.moo, asked.tambon) == ("meeting_place", None, None, None)


def test_the_same_form_sent_again_is_one_request(client):
    form = asking()
    answers = [client.post("/events/request/", form) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"] and VillageRequest.objects.count() == 1


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client):
    answer = ask(client, phone="")
    page = main_of(answer)
    assert answer.status_code == 422 and "กรุณากรอกเบอร์โทรศัพท์" in page
    assert "สอนทำไข่เค็มไอโอดีน" in page and 'value="๒๕"' in page
    assert not VillageRequest.objects.exists()


def test_a_link_can_choose_the_meeting_place(client):
    page = compact(client.get("/events/request/?kind=meeting_place").content.decode())
    assert (
        page.count("checked") == 1 and 'value="meeting_place"' in page.partition("checked")[0].rpartition("<input")[2]
    )


# --- Its own page --------------------------------------------------------------------------------------------------


def test_the_page_says_what_was_asked_and_what_follows(client):
    make_center(phone="038541234")
    asked = make_request(people=25, moo=6, tambon_id="240208", when="วันเสาร์")
    page = read(client.get(request_page(asked)))
    for words in ("ได้รับคำขอแล้ว เลขที่ 7001", "จะโทรกลับตามเบอร์ที่ให้ไว้", "ทำไข่เค็มไอโอดีน", "25", "หมู่ที่ 6 ต.บางกระเจ็ด", "วันเสาร์",
                  "โทรหาเจ้าหน้าที่ 038-541-234"):  # fmt: skip
        assert words in page, words


def test_the_page_names_nobody(client):
    asked = make_request()
    page = client.get(request_page(asked))
    text = page.content.decode()
    assert asked.name not in text and asked.phone not in text and "og:" not in text
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]


def test_a_planned_event_is_shown_once_it_is_public(client, by):
    asked, event = make_request(), make_event(30, published_at=None)
    requests.plan_event(asked, event=event, by=by)
    page = main_of(client.get(request_page(asked)))
    assert "ศูนย์ฯ จัดกิจกรรมให้แล้ว" in page and event.name_th not in page and "เมื่อเผยแพร่แล้ว" in page
    public = make_event(30)
    asked = make_request(reference="7002")
    requests.plan_event(asked, event=public, by=by)
    page = main_of(client.get(request_page(asked)))
    assert public.get_absolute_url() in page and "วันจันทร์ที่ 7 ธันวาคม 2569" in page


def test_the_answer_is_read(client, by):
    asked = make_request()
    requests.decline(asked, answer="เดือนนี้เจ้าหน้าที่ไม่พอ", by=by)
    page = main_of(client.get(request_page(asked)))
    assert "ศูนย์ฯ จัดให้ไม่ได้" in page and "เดือนนี้เจ้าหน้าที่ไม่พอ" in page


@pytest.mark.parametrize("token", ["x", "a.b", "sent"])
def test_a_made_up_link_leads_nowhere(client, token):
    make_request()
    assert client.get(f"/events/request/{token}/").status_code == 404


def test_it_is_found_by_number_and_phone(client):
    asked = make_request()
    page = main_of(client.post("/my-matters/", {"number": "7001", "phone": asked.phone}))
    assert request_page(asked) in page and "รับคำขอแล้ว กำลังพิจารณา" in page


# --- The rules of the answer ---------------------------------------------------------------------------------------


def test_who_asked_is_called_about_the_answer(by):
    asked, event = make_request(), make_event(30)
    assert requests.plan_event(asked, event=event, by=by)
    assert calls(asked) == ["request_planned"]
    text = messages_about(asked).get().line_text
    assert event.name_th in text and "วันจันทร์ที่ 7 ธันวาคม 2569" in text and "/events/request/" not in text
    assert (asked.event, asked.state_changes.first().by) == (event, by.user)
    assert not requests.plan_event(asked, event=event, by=by), "it is planned"
    assert calls(asked) == ["request_planned"]


def test_an_answer_that_was_taken_back_is_told_to_nobody(by):
    asked = make_request()
    requests.decline(asked, answer="ไม่ว่าง", by=by)
    assert calls(asked) == ["request_declined"]
    requests.reopen(asked, by=by)
    assert calls(asked) == [] and (asked.state, asked.answer) == (State.RECEIVED, "")
    requests.decline(asked, answer="ไม่มีห้อง", by=by)
    requests.plan_event(asked, event=make_event(30), by=by)
    assert calls(asked) == ["request_planned"] and asked.answer == ""


def test_what_was_told_stays_noted(by):
    asked = make_request()
    requests.decline(asked, answer="ไม่ว่าง", by=by)
    told(messages_about(asked).get(), by=by.user)
    requests.reopen(asked, by=by)
    assert messages_about(asked).get().state == Message.State.TOLD


def test_a_planned_request_is_reopened_before_it_is_declined(by):
    asked = make_request()
    requests.plan_event(asked, event=make_event(30), by=by)
    with pytest.raises(WrongState):
        requests.decline(asked, answer="ไม่ว่าง", by=by)
    assert VillageRequest.objects.get().state == State.PLANNED and calls(asked) == ["request_planned"]


def test_the_link_works_until_after_the_event(by):
    asked, event = make_request(), make_event(30, starts_at=at(9, days=400))
    requests.plan_event(asked, event=event, by=by)
    assert VillageRequest.objects.get().link_expires_at > event.ends_at
