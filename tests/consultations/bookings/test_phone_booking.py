"""An appointment taken over the phone, on one page."""

import pytest
from django.urls import reverse

from consultations.bookings.models import Booking, CallbackRequest
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.factories import make_staff, make_topic, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGE = "/admin/consultations/booking/add/"


@pytest.fixture(autouse=True)
def office_hours(clock) -> None:
    make_office_hours()


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


@pytest.fixture
def topic():
    return make_topic(minutes=45)


def opened(client, topic, **query) -> dict:
    """What the page's form sends when nothing is filled in but a name and a phone."""
    answer = client.get(PAGE, {"topic": topic.pk, **query})
    assert answer.status_code == 200
    context = answer.context
    return {
        "token": context["form"]["token"].value(),
        "topic": topic.pk,
        "shown": context["shown"],
        "speaker": "",
        "day": "",
        "channel": "phone",
        "time": context["choices"][0].value if context["choices"] else "",
        "name": "แฉล้ม ลานใบไม้",
        "phone": "081-234-5678",
    }


def test_somebody_from_another_district_is_so_without_saying_which(client, officer, topic):
    make_adviser(topic)
    client.post(PAGE, opened(client, topic) | {"tambon": "outside"})
    booking = Booking.objects.get()
    assert (booking.tambon, booking.outside) == (None, "นอกอำเภอบางคล้า")


def test_topic_then_one_of_six_times_then_who(client, officer, topic):
    make_adviser(topic)
    assert client.get(PAGE).context["choices"] == []
    assert len(client.get(PAGE, {"topic": topic.pk}).context["choices"]) == 6
    answer = client.post(PAGE, opened(client, topic) | {"tambon": tambon().pk}, follow=True)
    booking = Booking.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:consultations_booking_booked", args=[booking.pk])
    assert (booking.starts_at, booking.phone, booking.tambon) == (at(9, days=0), "0812345678", tambon())
    assert (booking.channel, booking.booked_by, booking.reason) == ("phone", officer, "")
    page = answer.content.decode()
    assert f"นัดเลขที่ {booking.reference}" in page and "คัดลอกข้อความ LINE" in page
    slip = client.get(reverse("admin:consultations_booking_slip", args=[booking.pk])).content.decode()
    assert booking.reference in slip and booking.name in slip


def test_sent_twice_it_is_one_and_with_another_time_still_the_first(client, officer, topic):
    make_adviser(topic)
    data = opened(client, topic)
    client.post(PAGE, data), client.post(PAGE, data)
    again = client.post(PAGE, data | {"time": "2026-12-01T09:00"}, follow=True)
    assert Booking.objects.get().starts_at == at(9, days=0)
    assert "แบบฟอร์มนี้จองไว้แล้ว" in again.content.decode()


def test_a_time_just_gone_offers_the_three_nearest_and_keeps_what_was_typed(client, officer, topic):
    make_adviser(topic)
    data = opened(client, topic)
    make_booking(topic, at(9, days=0))
    answer = client.post(PAGE, data)
    page = answer.content.decode()
    assert "เวลานี้มีผู้จองแล้ว" in page and "แฉล้ม ลานใบไม้" in page
    assert [choice.value[-5:] for choice in answer.context["choices"]] == ["09:45", "10:30", "11:15"]
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("change", [{"look": "1"}, {"day": "1/12/2569"}, {"to_topic": "other"}])
def test_other_times_are_shown_without_booking_and_nothing_typed_is_lost(client, officer, topic, change):
    make_adviser(topic)
    other = make_topic()
    data = opened(client, topic) | change
    answer = client.post(PAGE, data | ({"to_topic": other.pk} if "to_topic" in change else {}))
    assert not Booking.objects.exists()
    assert answer.context["form"]["name"].value() == "แฉล้ม ลานใบไม้"
    assert not answer.context["form"].errors
    if "day" in change:
        assert {choice.value[:10] for choice in answer.context["choices"]} == {"2026-12-01"}
    if "to_topic" in change:
        assert answer.context["topic"] == other


def test_another_adviser_or_a_typed_time(client, officer, topic):
    make_adviser(topic)
    second = make_adviser(topic)
    data = opened(client, topic)
    shown = client.post(PAGE, data | {"speaker": second.pk})
    data |= {"speaker": second.pk, "shown": shown.context["shown"], "time": ""}
    evening = data | {"other_date": "30/11/2569", "other_time": "18.00"}
    assert list(client.post(PAGE, evening).context["form"].errors) == ["reason"]
    client.post(PAGE, evening | {"reason": "มาไกล"})
    booking = Booking.objects.get()
    assert (booking.speaker, booking.starts_at, booking.reason) == (second, at(18, days=0), "มาไกล")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"time": ""}, "time"),
        ({"time": "2026-99-99T09:00"}, "time"),
        ({"time": "", "other_date": "1/12/2569"}, "other_time"),
        ({"channel": "web"}, "channel"),
        ({"tambon": "999999"}, "tambon"),
        ({"name": "ก" * 5_000}, "name"),
    ],
)
def test_what_is_wrong_stands_at_its_field(client, officer, topic, change, field):
    make_adviser(topic)
    answer = client.post(PAGE, opened(client, topic) | change)
    assert list(answer.context["form"].errors) == [field]
    assert not Booking.objects.exists()


def test_a_callback_fills_the_form_and_is_done_with_the_booking(client, officer, topic):
    make_adviser(topic)
    callback = CallbackRequest.objects.create(topic=topic, name="บุญเรือน", phone="0899999999", form_key="a" * 32)
    page = f"{PAGE}?callback={callback.pk}"
    assert client.get(page).context["form"]["phone"].value() == "0899999999"
    client.post(page, opened(client, topic) | {"name": "บุญเรือน", "phone": "0899999999"})
    callback.refresh_from_db()
    assert (callback.state, callback.booking) == ("called", Booking.objects.get())


@pytest.mark.parametrize(("act", "state"), [("called", "called"), ("not_reached", "dropped")])
def test_callbacks_are_noted_and_taken_back(client, officer, act, state):
    callback = CallbackRequest.objects.create(name="บุญเรือน", phone="0899999999", form_key="a" * 32)
    client.post(reverse(f"admin:consultations_callback_{act}", args=[callback.pk]))
    callback.refresh_from_db()
    assert callback.state == state
    client.post(reverse("admin:consultations_callback_undo", args=[callback.pk]))
    callback.refresh_from_db()
    assert callback.state == "waiting" and callback.state_changes.count() == 2
