"""Who registered, on the staff site: registered by phone, pasted, listed, given seats, exported."""

from io import BytesIO

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from consultations.bookings.actors import staff
from consultations.outreach.models import OutreachEvent, Registration
from consultations.outreach.registrations import Registrant, register
from tests.consultations.outings import make_event, plan
from tests.factories import make_user, tambon
from tests.selection import REFUSED_BY_FORM

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.usefixtures("office_hours")]


def url(name: str, *arguments) -> str:
    return reverse(f"admin:consultations_event_{name}", args=arguments)


def party(
    event: OutreachEvent, officer, size: int = 1, name: str = "แฉล้ม ลานใบไม้", phone: str = "0812345678"
) -> Registration:
    """A party registered by staff, in all sessions."""
    return register(
        event=event,
        sessions=event.sessions.all(),
        party_size=size,
        registrant=Registrant(name=name, phone=phone, tambon=tambon(), moo=6),
        form_key=f"{event.pk} {name} {phone}",
        by=staff(officer),
    )


def typed(client, event: OutreachEvent, **fields) -> dict:
    token = client.get(url("register", event.pk)).context["form"]["token"].value()
    return {"token": token, "name": "นางบุญเรือน ทดสอบ", "party_size": "1", "channel": "phone"} | fields


def names(client, event: OutreachEvent, **query) -> list[str]:
    return [row["registration"].name for row in client.get(url("registrations", event.pk), query).context["rows"]]


# --- By phone and at the counter -------------------------------------------------------------------------------------


def test_registered_by_phone_then_read_aloud(client, officer):
    event = make_event()
    data = typed(client, event, phone="081-234-5678", tambon=tambon().pk, moo="๖", party_size="4")
    answer = client.post(url("register", event.pk), data)
    registration = Registration.objects.get()
    assert answer.url == url("registration", event.pk, registration.pk)
    assert (registration.phone, registration.moo, registration.party_size) == ("0812345678", 6, 4)
    assert (registration.channel, registration.registered_by) == ("phone", officer)
    page = client.get(answer.url).content.decode()
    assert registration.reference in page and "มา 4 คน" in page
    assert client.post(url("register", event.pk), data).url == answer.url, "sent twice"
    assert Registration.objects.count() == 1


def test_somebody_from_another_district_is_so_without_saying_which(client, officer):
    event = make_event()
    client.post(url("register", event.pk), typed(client, event, tambon="outside"))
    registration = Registration.objects.get()
    assert (registration.tambon, registration.outside) == (None, "นอกอำเภอบางคล้า")


def test_sessions_are_chosen_where_there_are_several(client, officer):
    event = make_event(plan(9, 1, capacity=10), plan(10, 1, capacity=10), plan(11, 1))
    page = client.get(url("register", event.pk))
    first, second = event.sessions.all()[:2]
    assert page.context["form"]["sessions"].value() == [first.pk, second.pk]
    client.post(url("register", event.pk), typed(client, event, name="ทดสอบ สอง", sessions=[second.pk]))
    registration = Registration.objects.get(name="ทดสอบ สอง")
    assert {place.session_id for place in registration.places.all()} == {second.pk, event.sessions.last().pk}


@REFUSED_BY_FORM
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"moo": "31"}, "moo"),
        ({"party_size": "0"}, "party_size"),
        ({"party_size": "31"}, "party_size"),
        ({"tambon": "999999"}, "tambon"),
        ({"channel": "web"}, "channel"),
        ({"name": "แฉล้ม ลานใบไม้", "phone": "0812345678"}, "name"),
        ({"token": "x"}, "__all__"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, officer, fields, field):
    event = make_event()
    party(event, officer)
    answer = client.post(url("register", event.pk), typed(client, event, **fields))
    assert list(answer.context["form"].errors) == [field]
    assert Registration.objects.count() == 1


def test_a_list_is_pasted_and_the_lines_that_cannot_be_read_stay(client, officer):
    event = make_event()
    text = "1. นางแฉล้ม ลานใบไม้ ม.6 081-234-5678\n999999\nบุญเรือน ทดสอบ"
    answer = client.post(url("paste", event.pk), {"text": text})
    assert [line.text for line in answer.context["bad"]] == ["999999"]
    assert answer.context["form"]["text"].value() == "999999"
    assert Registration.objects.count() == 2
    done = client.post(url("paste", event.pk), {"text": "สมชาย ทดสอบ"})
    assert done.url == url("registrations", event.pk)
    assert "กรุณาวางรายชื่อ" in client.post(url("paste", event.pk), {"text": " "}).content.decode()
    long = client.post(url("paste", event.pk), {"text": "สมชาย ทดสอบ\n" * 501})
    assert list(long.context["form"].errors) == ["text"]


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_list_is_searched_and_filtered(client, officer):
    event = make_event(plan(9, 1, capacity=2))
    party(event, officer, 2)
    party(event, officer, 1, "บุญเรือน ทดสอบ", "0899999999")
    assert names(client, event) == ["แฉล้ม ลานใบไม้", "บุญเรือน ทดสอบ"]
    assert names(client, event, q="089-999-9999") == names(client, event, shown="waiting") == ["บุญเรือน ทดสอบ"]
    assert names(client, event, q="ลานใบไม้") == ["แฉล้ม ลานใบไม้"] and names(client, event, shown="cancelled") == []
    page = client.get(url("registrations", event.pk)).content.decode()
    assert "สำรองลำดับที่ 1" in page
    assert names(client, event, shown="x", page="99") == names(client, event)


def look_only(client, *codenames: str) -> None:
    """Sign in as somebody with these permissions alone."""
    viewer = make_user(is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(viewer)


def test_who_may_only_look_sees_no_numbers_in_the_list_and_changes_nothing(client, officer):
    event = make_event()
    registration = party(event, officer)
    look_only(client, "view_registration", "view_outreachevent")
    assert "081-234-5678" not in client.get(url("registrations", event.pk)).content.decode()
    for act in ("cancel", "shrink", "bring_back", "leave"):
        assert client.post(url(f"registration_{act}", event.pk, registration.pk)).status_code == 403
    assert client.get(url("excel", event.pk)).status_code == 403


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_at_most_eight_queries(client, officer, django_assert_max_num_queries, count):
    event = make_event(plan(9, 1, capacity=5), plan(10, 1, capacity=5))
    for number in range(count):
        party(event, officer, 1, f"คนที่ {number}", f"08{number:08}")
    names(client, event)  # the day's first look is logged
    with django_assert_max_num_queries(8):
        assert len(names(client, event)) == count


def test_a_registration_of_another_event_is_not_found(client, officer):
    registration = party(make_event(), officer)
    other = make_event(plan(14, 1))
    assert client.get(url("registration", other.pk, registration.pk)).status_code == 404
    assert client.post(url("registration_cancel", other.pk, registration.pk)).status_code == 404


# --- One registration ------------------------------------------------------------------------------------------------


def test_cancelled_for_them_and_brought_back_the_queue_moves_up(client, officer):
    event = make_event(plan(9, 1, capacity=1))
    first, second = party(event, officer), party(event, officer, 1, "บุญเรือน ทดสอบ", "0899999999")
    client.post(url("registration_cancel", event.pk, first.pk))
    assert not second.places.get().is_waiting
    answer = client.post(url("registration_bring_back", event.pk, first.pk))
    assert answer.url == url("registration", event.pk, first.pk) and first.places.get().is_waiting


def test_a_party_is_made_smaller_and_not_larger(client, officer):
    event = make_event()
    registration = party(event, officer, 4)
    for typed_size, stays in (("3", 3), ("5", 3), ("x", 3), ("๑", 1)):
        client.post(url("registration_shrink", event.pk, registration.pk), {"party_size": typed_size})
        registration.refresh_from_db()
        assert registration.party_size == stays


def test_seated_before_others_with_a_reason_only(client, officer):
    event = make_event(plan(9, 1, capacity=3))
    party(event, officer, 2)
    party(event, officer, 2, "สอง ทดสอบ", "0822222222")
    last = party(event, officer, 1, "สาม ทดสอบ", "0833333333")
    session = event.sessions.get()
    seat = url("registration_seat", event.pk, last.pk, session.pk)
    assert client.post(seat, {"reason": ""}).status_code == 200 and last.places.get().is_waiting
    client.post(seat, {"reason": "เดินทางมาแล้ว"})
    assert not last.places.get().is_waiting
    page = client.get(url("registration", event.pk, last.pk)).content.decode()
    assert "เดินทางมาแล้ว" in page
    waiting = Registration.objects.get(name="สอง ทดสอบ")
    refused = client.post(url("registration_seat", event.pk, waiting.pk, session.pk), {"reason": "ก"})
    assert list(refused.context["form"].errors) == ["reason"] and waiting.places.get().is_waiting


def test_one_session_is_given_back(client, officer):
    event = make_event(plan(9, 1, capacity=3), plan(10, 1, capacity=3))
    registration = party(event, officer)
    first = event.sessions.first()
    client.post(url("registration_leave", event.pk, registration.pk), {"session": first.pk})
    assert [place.session_id for place in registration.places.all()] == [event.sessions.last().pk]
    assert client.post(url("registration_leave", event.pk, registration.pk), {"session": "x"}).status_code == 404


# --- Seats and files -------------------------------------------------------------------------------------------------


def test_a_capacity_below_those_who_have_seats_is_refused_with_the_figure(client, officer):
    event = make_event(plan(9, 1, capacity=30))
    party(event, officer, 27)
    page = url("capacity", event.pk, event.sessions.get().pk)
    refused = client.post(page, {"capacity": "25"})
    assert "27" in str(refused.context["form"].errors["capacity"])
    client.post(page, {"capacity": "๓๓"})
    assert event.sessions.get().capacity == 33
    client.post(page, {"capacity": ""})
    assert event.sessions.get().capacity is None


def test_the_excel_file_has_those_who_still_come_and_takes_a_recent_password(client, officer):
    event = make_event()
    party(event, officer, 4)
    gone = party(event, officer, 1, "บุญเรือน ทดสอบ", "0899999999")
    client.post(url("registration_cancel", event.pk, gone.pk))
    file = BytesIO(b"".join(client.get(url("excel", event.pk)).streaming_content))
    (_headings, row) = load_workbook(file, read_only=True).active.iter_rows(values_only=True)
    assert row[1:3] == ("แฉล้ม ลานใบไม้", "081-234-5678") and row[7:9] == (4, "มีที่นั่งแล้ว")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = []
    session.save()
    answer = client.get(url("excel", event.pk))
    assert answer.status_code == 302 and "/account/confirm/" in answer.url
