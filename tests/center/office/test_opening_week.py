"""Opening hours as one table of the week: the rule and the staff's page."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from center.office.models import OpeningHours
from center.office.opening_week import set_week, week
from tests.factories import make_center, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = reverse("admin:center_openinghours_changelist")
WEEK = reverse("admin:center_openinghours_week")
MORNING = (dt.time(8, 30), dt.time(12))
AFTERNOON = (dt.time(13), dt.time(16, 30))
WHOLE_DAY = (dt.time(8, 30), dt.time(16, 30))


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def typed(*days: tuple[int, int, str, str], periods: int = 2, **more) -> dict:
    """The table as a browser sends it, all cells blank but those given as (weekday, period, opens, closes)."""
    data = {"periods": periods}
    for weekday in range(7):
        for number in range(periods):
            data |= {f"day{weekday}-opens{number}": "", f"day{weekday}-closes{number}": ""}
    for weekday, number, opens, closes in days:
        data |= {f"day{weekday}-opens{number}": opens, f"day{weekday}-closes{number}": closes}
    return data | more


# --- The rule ---------------------------------------------------------------------------------------------------------


def test_setting_the_week_writes_only_what_changed_and_keeps_who_did_it():
    officer = make_user()
    set_week({0: [MORNING, AFTERNOON], 1: [WHOLE_DAY]}, by=officer)
    kept = OpeningHours.objects.get(weekday=0, opens=MORNING[0])
    later = (dt.time(13), dt.time(17))
    assert set_week({0: [MORNING, later], 1: [WHOLE_DAY]}, by=officer) == 1
    assert week()[0] == [MORNING, later] and week()[1] == [WHOLE_DAY] and week()[6] == []
    kept.refresh_from_db()
    assert kept.history.count() == 1 and kept.history.get().history_user == officer
    assert OpeningHours.history.filter(history_type="-").get().history_user == officer
    assert set_week({0: [MORNING, later], 1: [WHOLE_DAY]}) == 0


def test_a_day_that_is_not_named_is_closed():
    set_week({0: [WHOLE_DAY], 5: [MORNING]})
    assert set_week({0: [WHOLE_DAY]}) == 1
    assert OpeningHours.objects.get().weekday == 0


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_menu_leads_to_the_table_which_saves_several_periods_a_day(client, officer):
    set_week({0: [MORNING, AFTERNOON]})
    page = client.get(LIST).content.decode()
    assert 'name="day0-opens0" value="08.30"' in page and 'name="day6-closes1"' in page
    data = typed((0, 0, "8.30", "12.00"), (0, 1, "๑๓.๐๐", "16:30"), (5, 0, "09.00", "12.00"))
    assert client.post(WEEK, data, follow=True).status_code == 200
    assert week()[0] == [MORNING, AFTERNOON] and week()[5] == [(dt.time(9), dt.time(12))]


def test_the_site_says_the_new_hours_at_once(client, officer):
    make_center()
    assert "10.00" not in client.get("/contact/").content.decode()
    client.post(WEEK, typed((0, 0, "10.00", "11.00")))
    assert "10.00" in client.get("/contact/").content.decode()


def test_another_period_is_a_column_more_and_keeps_what_was_typed(client, officer):
    answer = client.post(WEEK, typed((2, 0, "07.00", "09.00"), _more="1"))
    page = answer.content.decode()
    assert 'name="day2-closes2"' in page and 'value="07.00"' in page and not OpeningHours.objects.exists()
    periods = [(2, 0, "13.00", "14.00"), (2, 1, "07.00", "09.00"), (2, 2, "10.00", "11.00")]
    client.post(WEEK, typed(*periods, periods=3))
    assert len(week()[2]) == 3
    assert 'name="day2-closes2"' in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([(0, 0, "8.30", "")], "กรอกทั้งเวลาเปิดและเวลาปิด"),
        ([(0, 1, "", "16.30")], "กรอกทั้งเวลาเปิดและเวลาปิด"),
        ([(0, 0, "12.00", "8.30")], "เวลาปิดต้องหลังเวลาเปิด"),
        ([(0, 0, "8.30", "13.00"), (0, 1, "12.00", "16.30")], "ทับกับอีกช่วงหนึ่งของวันเดียวกัน"),
        ([(0, 0, "เช้า", "12.00")], "กรุณากรอกเวลา"),
    ],
)
def test_mistakes_stand_at_their_cell_and_nothing_is_saved(client, officer, cells, said):
    set_week({0: [WHOLE_DAY]})
    page = client.post(WEEK, typed(*cells, (3, 0, "09.00", "10.00"))).content.decode()
    assert said in page and 'value="09.00"' in page
    assert week()[0] == [WHOLE_DAY] and week()[3] == []


def test_whoever_may_only_view_sees_the_list(client):
    reader = make_user(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_openinghours"))
    client.force_login(reader)
    set_week({0: [WHOLE_DAY]})
    page = client.get(LIST).content.decode()
    assert "วันจันทร์" in page and "day0-opens0" not in page
    assert client.get(WEEK).status_code == client.post(WEEK, typed()).status_code == 403
    assert week()[0] == [WHOLE_DAY]
