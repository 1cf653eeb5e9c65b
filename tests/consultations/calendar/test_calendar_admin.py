"""One page for each adviser: settings, weekly hours, dates."""

import datetime as dt

import pytest
from django.urls import reverse

from consultations.calendar.models import Availability, CalendarSettings
from tests.consultations.appointments import make_adviser
from tests.factories import make_speaker, make_staff, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def officer(client, clock):
    user = make_staff()
    client.force_login(user)
    return user


def sent(weekly=(), dates=(), **fields) -> dict:
    """The page as its form sends it: two tables of the same rows, told apart by their prefixes."""
    data = {"notice_hours": "24", "furthest_days": "30", "buffer_minutes": "15", "_save": "1", **fields}
    for prefix, rows in (("availabilities", weekly), ("availabilities-2", dates)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_settings_hours_and_dates_are_saved_on_one_page(client):
    speaker = make_speaker(make_topic())
    weekly = [
        {"weekday": "0", "starts": "13.00", "ends": "16.00"},
        {"weekday": "0", "starts": "9.00", "ends": "๑๒.๐๐"},
    ]
    dates = [{"date": "7/12/2569", "starts": "9.00", "ends": "11.00"}]
    answer = client.post(
        reverse("admin:consultations_calendarsettings_add"), sent(weekly, dates, speaker=speaker.pk), follow=True
    )
    assert answer.status_code == 200
    settings = CalendarSettings.objects.get()
    assert (settings.speaker, settings.notice_hours) == (speaker, 24)
    rows = [(row.weekday, row.date, row.starts) for row in Availability.objects.filter(speaker=speaker)]
    assert rows == [
        (0, None, dt.time(9)),
        (0, None, dt.time(13)),
        (None, dt.date(2026, 12, 7), dt.time(9)),
    ]


@pytest.mark.parametrize(
    ("weekly", "dates", "fields"),
    [
        ([{"weekday": "", "starts": "9.00", "ends": "12.00"}], [], {}),
        ([{"weekday": "0", "starts": "12.00", "ends": "9.00"}], [], {}),
        (
            [{"weekday": "0", "starts": "9.00", "ends": "12.00", "valid_from": "2/1/2570", "valid_until": "1/1/2570"}],
            [],
            {},
        ),
        ([], [{"date": "", "starts": "9.00", "ends": "12.00"}], {}),
        ([], [], {"notice_hours": "120", "furthest_days": "2"}),
        ([], [], {"buffer_minutes": "10"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_saved(client, weekly, dates, fields):
    speaker = make_speaker(make_topic())
    url = reverse("admin:consultations_calendarsettings_add")
    answer = client.post(url, sent(weekly, dates, speaker=speaker.pk, **fields))
    assert answer.status_code == 200 and "errornote" in answer.content.decode()
    assert not CalendarSettings.objects.exists() and not Availability.objects.exists()


def test_hours_of_one_adviser_are_taken_out_and_others_stay(client):
    adviser, other = make_adviser(make_topic()), make_adviser(make_topic())
    row = adviser.availabilities.first()
    data = sent([{"id": row.pk, "speaker": adviser.pk, "weekday": "0", "starts": "9", "ends": "12", "DELETE": "on"}])
    data["availabilities-INITIAL_FORMS"] = 1
    client.post(reverse("admin:consultations_calendarsettings_change", args=[adviser.calendar_settings.pk]), data)
    assert (adviser.availabilities.count(), other.availabilities.count()) == (6, 7)


def test_a_page_is_made_only_for_who_has_none(client):
    adviser, without = make_adviser(make_topic()), make_speaker(make_topic())
    make_speaker(make_topic(), active=False)
    form = client.get(reverse("admin:consultations_calendarsettings_add")).context["adminform"].form
    assert list(form.fields["speaker"].queryset) == [without] and adviser != without
