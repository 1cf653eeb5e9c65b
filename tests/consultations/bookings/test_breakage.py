"""What a closure, opening hours, an absence or a deactivation breaks is named before it is saved; nothing is cancelled."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from center.office.models import Closure, OpeningHours
from center.office.opening_week import PlannedWeek, week
from center.records.breakage import broken_by
from committee.speakers.models import Speaker
from consultations.bookings.actors import staff
from consultations.bookings.bookings import cancel, reschedule
from consultations.bookings.models import Booking
from consultations.calendar.models import Absence
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours
from tests.factories import make_closure, make_place, make_staff, make_topic

pytestmark = pytest.mark.django_db

DAY = at(9).date()
CLOSURES = reverse("admin:center_closure_add")


@pytest.fixture(autouse=True)
def office_hours(clock) -> None:
    make_office_hours()


@pytest.fixture
def topic():
    return make_topic(minutes=45)


@pytest.fixture
def adviser(topic) -> Speaker:
    return make_adviser(topic)


@pytest.fixture
def booking(topic, adviser) -> Booking:
    return make_booking(topic, at(9))


def broken(row, *, removed: bool = False) -> list[str]:
    """The numbers of the appointments that saving or removing the row would break."""
    return [re.search(r"\d+", str(broken.label))[0] for broken in broken_by(row, removed=removed)]


def hours_of(day: dt.date) -> OpeningHours:
    return OpeningHours.objects.get(weekday=day.weekday())


# --- The rules --------------------------------------------------------------------------------------------------------


def test_a_closure_breaks_what_is_at_the_center_on_its_days_the_earliest_first(topic, adviser, booking):
    later = make_booking(topic, at(11, 15, days=8))
    make_booking(topic, at(9, days=9))
    closure = Closure(starts_on=DAY, ends_on=DAY + dt.timedelta(days=1))
    assert broken(closure) == [booking.reference, later.reference]
    assert [row.at for row in broken_by(closure)] == [at(9), at(11, 15, days=8)]
    assert broken(Closure(starts_on=DAY, ends_on=DAY, open_anyway=True)) == []


def test_a_closure_breaks_nothing_off_site_cancelled_or_begun(topic, adviser):
    make_booking(topic, at(9), speaker=make_adviser(topic, place=make_place()))
    cancel(make_booking(topic, at(9), speaker=adviser))
    make_booking(topic, NOW - dt.timedelta(hours=1), by=staff(make_staff(), "มาก่อนเวลา"))
    assert Booking.objects.count() == 3
    assert broken(Closure(starts_on=NOW.date(), ends_on=DAY)) == []


def test_an_edited_closure_breaks_only_what_it_takes_in_newly(topic, adviser, booking):
    closure = make_closure(DAY)
    later = make_booking(topic, at(9, days=8))
    closure.reason_th = "อบรม"
    assert broken(closure) == []
    closure.ends_on += dt.timedelta(days=1)
    assert broken(closure) == [later.reference]
    assert broken(closure, removed=True) == []


def test_opened_again_and_closed_again(booking):
    closure = make_closure(DAY, open_anyway=True)
    closure.open_anyway = False
    assert broken(closure) == [booking.reference]


def test_opening_hours_edited_moved_or_removed(booking):
    hours = hours_of(DAY)
    hours.opens = dt.time(9)
    assert broken(hours) == []
    hours.closes = dt.time(9, 30)
    assert broken(hours) == [booking.reference]
    hours.opens, hours.closes = dt.time(9, 15), dt.time(16)
    assert broken(hours) == [booking.reference]
    hours = hours_of(DAY)
    hours.weekday = (hours.weekday + 1) % 7
    assert broken(hours) == [booking.reference]
    assert broken(hours_of(DAY), removed=True) == [booking.reference]
    assert broken(hours_of(DAY + dt.timedelta(days=1)), removed=True) == []


def test_what_staff_booked_outside_opening_hours_is_not_broken_by_them(topic, adviser):
    make_booking(topic, at(18), by=staff(make_staff(), "มาไกล"))
    assert broken(hours_of(DAY), removed=True) == []


@pytest.mark.parametrize(
    ("part", "first", "last", "breaks"),
    [
        ("whole", -2, 0, True),  # on its last day too
        ("whole", -2, -1, False),
        ("whole", 1, 3, False),
        ("morning", 0, 0, True),
        ("afternoon", 0, 0, False),
    ],
)
def test_an_absence_breaks_the_persons_own(topic, adviser, booking, part, first, last, breaks):
    make_booking(topic, at(9), speaker=make_adviser(topic))
    days = {"starts_on": DAY + dt.timedelta(days=first), "ends_on": DAY + dt.timedelta(days=last)}
    absence = Absence(person=adviser.person, part=part, **days)
    assert broken(absence) == ([booking.reference] if breaks else [])
    absence.save()
    absence.reason = "ไปราชการ"
    assert broken(absence) == [] and broken(absence, removed=True) == []


def test_an_absence_handed_to_somebody_else_breaks_theirs(topic, adviser, booking):
    other = make_adviser(topic)
    absence = Absence.objects.create(person=other.person, starts_on=DAY, ends_on=DAY)
    absence.person = adviser.person
    assert broken(absence) == [booking.reference]


def test_deactivating_an_adviser_or_a_topic(topic, adviser, booking):
    make_booking(make_topic(), at(9, days=8), speaker=make_adviser(topic), by=staff(make_staff()))
    for row in (adviser, topic):
        assert broken(row) == []
        row.active = False
        assert broken(row) == [booking.reference]
        row.save()
        assert broken(row) == [], "it is inactive already"


# --- On the staff site ------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client):
    user = make_staff()
    client.force_login(user)
    return user


def seen_on(answer) -> str:
    return re.search(r'name="_breakage_seen" value="(\w+)"', answer.content.decode())[1]


def test_a_closure_is_saved_once_its_appointments_have_been_seen(client, officer, topic, adviser, booking):
    form = {"starts_on": DAY.isoformat(), "reason_th": "อบรมเจ้าหน้าที่"}
    first = client.post(CLOSURES, form)
    assert first.status_code == 200 and not Closure.objects.exists()
    page = first.content.decode()
    assert f"นัดเลขที่ {booking.reference}" in page and "7 ธันวาคม 2569" in page and "ยังไม่ได้บันทึก" in page

    second = make_booking(topic, at(9, 45))
    grown = client.post(CLOSURES, form | {"_breakage_seen": seen_on(first)})
    assert grown.status_code == 200 and not Closure.objects.exists()
    assert f"นัดเลขที่ {second.reference}" in grown.content.decode()

    assert client.post(CLOSURES, form | {"_breakage_seen": seen_on(grown)}).status_code == 302
    assert Closure.objects.get().starts_on == DAY
    assert set(Booking.objects.values_list("state", flat=True)) == {"booked"}


def test_a_closure_that_breaks_nothing_is_saved_at_once(client, officer, adviser, booking):
    reschedule(booking, starts_at=at(9, days=8))
    assert client.post(CLOSURES, {"starts_on": DAY.isoformat(), "reason_th": "อบรม"}).status_code == 302
    assert Closure.objects.exists()


def test_opening_hours_are_shortened_or_deleted_with_open_eyes(client, officer, booking):
    hours = hours_of(DAY)
    address = reverse("admin:center_openinghours_change", args=[hours.pk])
    answer = client.post(address, {"weekday": hours.weekday, "opens": "13.00", "closes": "16.30"})
    assert answer.status_code == 200 and booking.reference in answer.content.decode()
    hours.refresh_from_db()
    assert hours.opens == dt.time(8, 30)
    deletion = client.get(reverse("admin:center_openinghours_delete", args=[hours.pk])).content.decode()
    assert f"นัดเลขที่ {booking.reference}" in deletion and "_breakage_seen" not in deletion
    chosen = {"action": "delete_selected", "_selected_action": hours.pk}
    assert booking.reference in client.post(reverse("admin:center_openinghours_changelist"), chosen).content.decode()
    assert OpeningHours.objects.filter(pk=hours.pk).exists()


def test_a_week_that_breaks_an_appointment_is_saved_with_open_eyes(client, officer, booking):
    stored = week()
    assert broken(PlannedWeek(stored)) == []
    weekday = DAY.weekday()
    assert broken(PlannedWeek(stored | {weekday: []})) == [booking.reference]
    typed = {"periods": 1, **{f"day{day}-opens0": "08.30" for day in stored if day != weekday}}
    typed |= {f"day{day}-closes0": "16.30" for day in stored if day != weekday}
    page = reverse("admin:center_openinghours_week")
    first = client.post(page, typed)
    assert booking.reference in first.content.decode() and week() == stored
    assert client.post(page, typed | {"_breakage_seen": seen_on(first)}).status_code == 302
    assert week()[weekday] == []
    booking.refresh_from_db()
    assert booking.state == "booked"


def test_closing_today_names_the_appointments_first(client, officer, booking, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: booking.starts_at - dt.timedelta(minutes=45))
    client.force_login(officer)  # the session of a week ago is over
    page = reverse("admin:center_closure_today")
    first = client.post(page)
    assert booking.reference in first.content.decode() and not Closure.objects.exists()
    typed = {"reason_th": "ไฟดับ", "_breakage_seen": seen_on(first)}
    assert client.post(page, typed).status_code == 302
    assert (Closure.objects.get().starts_on, Closure.objects.get().reason_th) == (DAY, "ไฟดับ")
    booking.refresh_from_db()
    assert booking.state == "booked"


def test_an_adviser_with_appointments_leaves_the_team_on_their_own_page(client, officer, topic, adviser, booking):
    idle = make_adviser(topic)
    team = reverse("admin:committee_speaker_changelist")
    chosen = {"action": "leave_team", "_selected_action": [adviser.pk, idle.pk]}
    answer = client.post(team, chosen, follow=True).content.decode()
    assert set(Speaker.objects.filter(active=True)) == {adviser}
    assert "ยังมีนัด" in answer and "ออกจากทีมแล้ว 1 คน" in answer

    address = reverse("admin:committee_speaker_change", args=[adviser.pk])
    form = {"network": adviser.network_id, "topics": [topic.pk], "confirms": adviser.confirms}
    form |= {"trainings-TOTAL_FORMS": 0, "trainings-INITIAL_FORMS": 0}
    first = client.post(address, form)
    assert first.status_code == 200 and booking.reference in first.content.decode()
    assert client.post(address, form | {"_breakage_seen": seen_on(first)}).status_code == 302
    adviser.refresh_from_db()
    booking.refresh_from_db()
    assert not adviser.active and booking.state == "booked"


def test_a_topic_with_appointments_is_put_away_with_open_eyes(client, officer, topic, booking):
    address = reverse("admin:committee_topic_change", args=[topic.pk])
    form = {"name_th": topic.name_th, "minutes": 45, "position": 0}
    first = client.post(address, form)
    assert first.status_code == 200 and booking.reference in first.content.decode()
    assert client.post(address, form | {"_breakage_seen": seen_on(first)}).status_code == 302
    topic.refresh_from_db()
    assert not topic.active


def test_holidays_of_a_year_name_the_appointments_they_break_and_cancel_none(topic, adviser):
    """5 December is one."""
    holiday = make_booking(topic, NOW.replace(day=5, month=12, hour=10), by=staff(make_staff()))
    make_booking(topic, NOW.replace(day=3, month=12, hour=9))
    said = StringIO()
    call_command("load_holidays", "2569", stdout=said)
    assert f"5 ธันวาคม 2569 เวลา 10.00 น. นัดเลขที่ {holiday.reference}" in said.getvalue()
    assert "กระทบ 1 รายการ" in said.getvalue()
    assert Booking.objects.to_come().count() == 2
