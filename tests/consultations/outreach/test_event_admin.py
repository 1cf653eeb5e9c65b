"""Events on the staff site: planned on one page, shown, and changed by the rules alone."""

import pytest
from django.urls import reverse

from consultations.outreach.models import OutreachEvent
from tests.consultations.appointments import at, make_adviser, make_booking
from tests.consultations.outings import desk, make_event, plan
from tests.factories import make_place, make_topic, tambon
from tests.selection import REFUSED_BY_FORM

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.usefixtures("office_hours")]


def url(name: str, *arguments) -> str:
    return reverse(f"admin:consultations_event_{name}", args=arguments)


ADD = "admin:consultations_outreachevent_add"


def page_of(client, event: OutreachEvent) -> str:
    return client.get(reverse("admin:consultations_outreachevent_change", args=[event.pk])).content.decode()


def typed(*sessions: dict, **fields) -> dict:
    """What an officer types, a day ahead of a week."""
    data = {"name_th": "สาธิตทำไข่เค็ม", "where": "center", "travel_minutes": "0", "sessions": str(len(sessions) or 1)}
    for number, session in enumerate(sessions or [{}]):
        given = {"date": "7/12/2569" if not number else "", "starts": "9.00", "ends": "12.00", "kind": "talk"}
        data |= {f"s{number}-{name}": value for name, value in (given | session).items()}
    return data | fields


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


# --- Planned ---------------------------------------------------------------------------------------------------------


def test_one_session_by_default_at_a_new_place(client, officer):
    assert len(client.get(reverse(ADD)).context["sessions"]) == 1
    place = {"where": "", "new_place": "ศาลาหมู่ 6", "new_tambon": tambon().pk}
    answer = client.post(reverse(ADD), typed({"capacity": "๓๐"}, **place))
    event = OutreachEvent.objects.get()
    assert answer.url == reverse("admin:consultations_outreachevent_change", args=[event.pk])
    session = event.sessions.get()
    assert (session.starts_at, session.ends_at, session.capacity, session.kind) == (at(9), at(12), 30, "talk")
    assert (event.place.name_th, event.place.tambon, event.published_at) == ("ศาลาหมู่ 6", tambon(), None)
    client.post(reverse(ADD), typed(**place))
    assert {event.place_id for event in OutreachEvent.objects.all()} == {event.place_id}
    assert "สมศรี" in page_of(client, event)


def test_a_button_adds_a_session_and_keeps_what_was_typed(client, officer):
    adviser = make_adviser(make_topic())
    data = typed({"starts": "x", "speakers": [str(adviser.pk)], "capacity": "30"}, about_th="พอกดิน", where="")
    page = client.post(reverse(ADD), data | {"add_session": "1"})
    assert not OutreachEvent.objects.exists() and not page.context["summary"]
    first, second = page.context["sessions"]
    assert (first["starts"].value(), first["capacity"].value(), first["speakers"].value()) == (
        "x",
        "30",
        [str(adviser.pk)],
    )
    assert (page.context["form"]["about_th"].value(), second["starts"].value()) == ("พอกดิน", "12.00")


def test_sessions_of_every_kind_the_day_said_once(client, officer):
    adviser = make_adviser(make_topic())
    kinds = ("talk", "demonstration", "desk:appointments", "desk:numbers", "forum", "market")
    rows = [
        {"kind": kind, "capacity": "20", "starts": f"{9 + number}.00", "ends": f"{9 + number}.45"}
        for number, kind in enumerate(kinds)
    ]
    rows[2]["speakers"] = [adviser.pk]
    client.post(reverse(ADD), typed(*rows))
    sessions = OutreachEvent.objects.get().sessions.all()
    assert [f"{row.kind}:{row.desk}".rstrip(":") for row in sessions] == list(kinds)
    assert [row.capacity for row in sessions] == [20, 20, None, None, 20, 20]
    assert {row.starts_at.date() for row in sessions} == {at(9).date()}


@REFUSED_BY_FORM
@pytest.mark.parametrize(
    ("session", "fields", "at_field"),
    [
        ({"date": ""}, {}, "id_s0-date"),
        ({"date": "31/2/2569"}, {}, "id_s0-date"),
        ({"starts": ""}, {}, "id_s0-starts"),
        ({"starts": "9.10"}, {}, "id_s0-starts"),
        ({"ends": "8.00"}, {}, "id_s0-starts"),
        ({"ends": "25.00"}, {}, "id_s0-ends"),
        ({"capacity": "0"}, {}, "id_s0-capacity"),
        ({"capacity": "สามสิบ"}, {}, "id_s0-capacity"),
        ({"kind": "ball"}, {}, "id_s0-kind"),
        ({"kind": "desk:appointments"}, {}, "id_s0-starts"),
        ({"speakers": ["999"]}, {}, "id_s0-speakers"),
        ({}, {"name_th": " "}, "id_name_th"),
        ({}, {"where": ""}, "id_where"),
        ({}, {"where": "999"}, "id_where"),
        ({}, {"travel_minutes": "241"}, "id_travel_minutes"),
        ({}, {"budget": "-1"}, "id_budget"),
        ({}, {"closes_on": "x"}, "id_closes_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, officer, session, fields, at_field):
    answer = client.post(reverse(ADD), typed(session, **fields))
    assert [error["id"] for error in answer.context["summary"]] == [at_field]
    assert not OutreachEvent.objects.exists()


def test_a_clash_names_the_other_with_a_way_to_move_it(client, officer):
    topic = make_topic()
    adviser = make_adviser(topic)
    booking = make_booking(topic, at(9), speaker=adviser)
    other = make_event(plan(13, 2, adviser))
    refused = client.post(reverse(ADD), typed({}, {"starts": "9.00", "ends": "14.00", "speakers": [adviser.pk]}))
    page = refused.content.decode()
    assert [error["id"] for error in refused.context["summary"]] == ["id_s1-speakers"] * 2
    assert str(booking) in page and reverse("admin:consultations_booking_move", args=[booking.pk]) in page
    assert other.name_th in page and url("plan", other.pk) in page
    assert OutreachEvent.objects.get() == other


def test_changed_on_the_same_page_a_session_removed(client, officer):
    event = make_event(plan(9, 1, capacity=30), plan(10, 1), place=make_place())
    assert client.post(url("plan", event.pk), typed({"pk": "999"})).context["summary"][0]["id"] == ""
    page = client.get(url("plan", event.pk))
    first, second = page.context["sessions"]
    assert (first["starts"].value().hour, first["capacity"].value(), page.context["form"]["where"].value()) == (
        9,
        30,
        str(event.place_id),
    )
    moved = typed({"pk": first["pk"].value()}, {"pk": second["pk"].value()}, where=event.place_id, new_place="ศาลาใหม่")
    client.post(url("plan", event.pk), moved)
    event.refresh_from_db()
    assert event.place.name_th == "ศาลาใหม่"
    rows = [{"pk": first["pk"].value(), "capacity": "40"}, {"pk": second["pk"].value(), "remove": "on", "starts": ""}]
    client.post(url("plan", event.pk), typed(*rows, closes_on="6/12/2569"))
    event.refresh_from_db()
    assert [(row.pk, row.capacity) for row in event.sessions.all()] == [(first["pk"].value(), 40)]
    assert (event.registration_closes_at, event.place) == (at(0), None)
    assert client.get(url("plan", event.pk)).context["form"]["closes_on"].value() == at(0, days=6).date()


# --- Buttons ---------------------------------------------------------------------------------------------------------


def test_published_then_the_text_for_line_and_the_poster(client, officer):
    event = make_event(published=False)
    poster = reverse("consultations:event_poster", args=[event.pk])
    assert poster not in page_of(client, event) and url("publish", event.pk) in page_of(client, event)
    assert client.get(url("publish", event.pk)).status_code == 405
    client.post(url("publish", event.pk))
    event.refresh_from_db()
    assert event.is_published and poster in page_of(client, event) and 'id="line-text"' in page_of(client, event)
    assert url("hide", event.pk) in page_of(client, event)
    client.post(url("close", event.pk))
    event.refresh_from_db()
    assert not event.takes_newcomers and url("open", event.pk) in page_of(client, event)
    client.post(url("open", event.pk)), client.post(url("hide", event.pk))
    event.refresh_from_db()
    assert event.registration_closes_at is None and not event.is_published


@pytest.mark.parametrize("act", ["cancel", "postpone"])
def test_called_off_with_a_notice_after_it_says_who_will_be_told(client, officer, act):
    event = make_event()
    assert "ยังไม่มีผู้ลงทะเบียน" in client.get(url(act, event.pk)).content.decode()
    assert client.post(url(act, event.pk), {"reason": ""}).status_code == 200
    client.post(url(act, event.pk), {"reason": "ฝนตกหนัก"})
    event.refresh_from_db()
    assert event.state != "planned" and event.notice_th == "ฝนตกหนัก"
    client.post(url("bring_back", event.pk))
    event.refresh_from_db()
    assert event.is_planned


def test_moved_to_another_day_and_not_into_the_past(client, officer):
    event = make_event(plan(9, 1), plan(10, 1))
    answer = client.post(url("move", event.pk), {"date": "1/11/2569", "starts": "9.00"})
    assert list(answer.context["form"].errors) == ["date"]
    client.post(url("move", event.pk), {"date": "14/12/2569", "starts": "13.00"})
    assert [row.starts_at for row in event.sessions.all()] == [at(13, days=14), at(14, days=14)]


def test_a_row_cannot_be_edited_by_django_or_deleted(client, officer):
    event = make_event()
    change, delete = (
        reverse(f"admin:consultations_outreachevent_{act}", args=[event.pk]) for act in ("change", "delete")
    )
    assert client.post(change, {"name_th": "อื่น", "_save": "1"}).status_code == 403
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_the_list_costs_at_most_eight_queries(client, officer, django_assert_max_num_queries):
    adviser = make_adviser(make_topic())
    for days in range(7, 12):
        make_event(plan(at(9, days=days), 1, capacity=30), desk(at(13, days=days), 1, adviser), place=make_place())
    answer = client.get(reverse("admin:consultations_outreachevent_changelist"))
    with django_assert_max_num_queries(8):
        answer = client.get(reverse("admin:consultations_outreachevent_changelist"))
    assert len(answer.context["cl"].result_list) == 5 and "0/30" in answer.content.decode()
