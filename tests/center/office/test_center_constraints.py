"""What the database refuses of the center's own rows."""

import datetime as dt

import pytest

from center.office.models import (
    Center,
    Closure,
    Duty,
    OfficerCard,
    OfficerPhoto,
    OpeningHours,
    ServiceDay,
    ServicePoint,
)
from tests.constraints import Violations, check_refusal, each
from tests.factories import make_center, make_closure, make_person, make_user

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 31)
NOWHERE = [(4.9, 101), (21.1, 101), (13, 96.9), (13, 106.1), (13, None), (None, 101)]


def lies_nowhere(make) -> list:
    return [lambda where=where: make(latitude=where[0], longitude=where[1]) for where in NOWHERE]


def hours(**fields) -> OpeningHours:
    return OpeningHours(**{"weekday": 0, "opens": dt.time(8, 30), "closes": dt.time(12), **fields})


def second_hours() -> OpeningHours:
    hours().save()
    return hours(closes=dt.time(11))


def point(**fields) -> ServicePoint:
    return ServicePoint(**{"name_th": "จุดบริการ", **fields})


def point_of_a_taken_name() -> ServicePoint:
    point().save()
    return point()


def point_of_a_taken_key() -> ServicePoint:
    point(source_key="demo:one").save()
    return point(name_th="ที่อื่น", source_key="demo:one")


def closure(**fields) -> Closure:
    return Closure(**{"starts_on": DAY, "ends_on": DAY, "reason_th": "อบรม", **fields})


def second_closure(**fields) -> Closure:
    make_closure(DAY, **fields)
    return closure(**fields)


def second_day() -> ServiceDay:
    ServiceDay.objects.create(date=DAY)
    return ServiceDay(date=DAY)


def duty(**fields) -> Duty:
    return Duty(person=make_person(), **fields)


def second_duty(**fields) -> Duty:
    duty(**fields).save()
    return duty(**fields)


def card(**fields) -> OfficerCard:
    return OfficerCard(**{"name_th": "นางสมศรี", **fields})


def second_card() -> OfficerCard:
    user = make_user()
    card(user=user).save()
    return card(user=user)


def photo(**fields) -> OfficerPhoto:
    fields.setdefault("card", OfficerCard.objects.create(user=make_user(), name_th="นางสมศรี"))
    return OfficerPhoto(
        **{"original": "originals/a.jpg", "width": 4, "height": 3, "alt_th": "รูป", "consented_on": DAY, **fields}
    )


def second_photo() -> OfficerPhoto:
    first = photo()
    first.save()
    return photo(card=first.card)


VIOLATIONS: Violations = {
    "one_on_duty_a_weekday": [lambda: second_duty(weekday=0)],
    "one_on_duty_a_day": [lambda: second_duty(date=DAY)],
    "duty_is_of_a_weekday_or_a_day": [
        duty,
        lambda: duty(weekday=0, date=DAY),
        lambda: Duty(weekday=0),
    ],
    "duty_is_of_a_day_of_the_week": [lambda: duty(weekday=7)],
    "there_is_one_center": [lambda: Center(id=2, name_th="ศูนย์ที่สอง")],
    "center_lies_in_thailand": lies_nowhere(lambda **where: Center(name_th="ศูนย์", **where)),
    "servicepoint_lies_in_thailand": lies_nowhere(point),
    "one_service_point_of_a_name": [point_of_a_taken_name],
    "center.ServicePoint.source_key": [point_of_a_taken_key],
    "opening_hours_end_after_they_begin": [lambda: hours(closes=dt.time(8, 30)), lambda: hours(closes=dt.time(8))],
    "opening_hours_are_of_a_weekday": [lambda: hours(weekday=7)],
    "opens_once_at_a_time": [second_hours],
    "closure_ends_after_it_begins": [lambda: closure(ends_on=dt.date(2026, 12, 30))],
    "center.Closure.holiday_on": [lambda: second_closure(holiday_on=DAY)],
    "center.ServiceDay.date": [second_day],
    "center.OfficerCard.user": [second_card],
    "center_officerphoto_alt_or_decorative": [lambda: photo(alt_th="")],
    "center.OfficerPhoto.card": [second_photo],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses(constraint, violation):
    check_refusal(constraint, violation)


def test_a_second_center_cannot_be_made():
    from django.db import IntegrityError, transaction

    make_center()
    with pytest.raises(IntegrityError), transaction.atomic():
        Center.objects.create(name_th="ศูนย์ที่สอง")
    assert Center.objects.count() == 1
