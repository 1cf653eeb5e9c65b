"""The days on which offices are closed, and how they come into the closures."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from center.office.holidays import office_holidays
from center.office.models import Closure
from center.records.breakage import Breaks, Broken
from center.records.registry import Registry
from tests.factories import make_closure
from thai.dates import BANGKOK, ERA


def days(year: int) -> dict[dt.date, str]:
    return {holiday.day: holiday.name_th for holiday in office_holidays(year)}


def test_a_year_of_office_holidays():
    """Those of 2570 as the Secretariat's list has them, weekends included: written down by hand."""
    assert [f"{day:%m-%d}" for day in days(2570)] == [
        "01-01",
        "02-21",
        "02-22",
        "04-06",
        "04-13",
        "04-14",
        "04-15",
        "05-04",
        "05-20",
        "06-03",
        "07-18",
        "07-19",
        "07-20",
        "07-28",
        "08-12",
        "10-13",
        "10-23",
        "10-25",
        "12-05",
        "12-06",
        "12-10",
        "12-31",
    ]


@pytest.mark.parametrize("year", [2568, 2569, 2570, 2571])
def test_offices_work_on_labor_day_and_childrens_day(year):
    found = days(year)
    assert dt.date(year - ERA, 5, 1) not in found
    assert not any("แรงงาน" in name or "เด็ก" in name for name in found.values())
    assert dt.date(2027, 5, 3) not in found  # in lieu of Labor Day


def test_the_ploughing_ceremony_is_an_office_holiday():
    assert days(2569)[dt.date(2026, 5, 13)] == "วันพืชมงคล"


def test_names_come_in_both_languages():
    new_year = office_holidays(2570)[0]
    assert (new_year.name_th, new_year.name_en) == ("วันขึ้นปีใหม่", "New Year's Day")


@pytest.mark.parametrize("year", [0, 2026, 2027, 9999])
def test_a_christian_year_is_refused(year):
    with pytest.raises(ValueError, match="no holidays"):
        office_holidays(year)
    with pytest.raises(CommandError, match=r"พ\.ศ\."):
        call_command("load_holidays", str(year))


@pytest.mark.django_db
def test_loading_twice_adds_once_and_keeps_what_staff_did():
    said = StringIO()
    call_command("load_holidays", "2570", stdout=said)
    assert "22 วัน" in said.getvalue()
    songkran = Closure.objects.get(holiday_on=dt.date(2027, 4, 13))
    assert (songkran.starts_on, songkran.reason_th, songkran.name_confirmed) == (
        dt.date(2027, 4, 13),
        "วันสงกรานต์",
        False,
    )
    songkran.reason_th, songkran.name_confirmed, songkran.ends_on = "สงกรานต์", True, dt.date(2027, 4, 16)
    songkran.save()
    Closure.objects.filter(holiday_on=dt.date(2027, 12, 10)).update(open_anyway=True)

    again = StringIO()
    call_command("load_holidays", "2570", stdout=again)

    assert "0 วัน" in again.getvalue()
    assert Closure.objects.count() == 22
    songkran.refresh_from_db()
    assert (songkran.reason_th, songkran.ends_on) == ("สงกรานต์", dt.date(2027, 4, 16))
    assert Closure.objects.get(holiday_on=dt.date(2027, 12, 10)).open_anyway


@pytest.mark.django_db
def test_what_the_new_days_break_is_named_before_they_are_added_and_not_again(monkeypatch):
    """By the registry: here somebody has something on the first day of Songkran and on a day that is closed already."""
    make_closure(dt.date(2027, 4, 14))
    days = {dt.date(2027, 4, 13): "นัดเลขที่ 4821", dt.date(2027, 4, 14): "นัดเลขที่ 1234"}

    def asked(row, removed):
        closed = Closure.objects.between(row.starts_on, row.ends_on).exists()
        for day, label in days.items():
            if row.starts_on == day and not closed:
                yield Broken(label, at=dt.datetime(2027, 4, 13, 9, tzinfo=BANGKOK))

    registry = Registry("what changes break")
    registry.add(Breaks("test", 1, asked))
    monkeypatch.setattr("center.records.breakage.BREAKS", registry)
    said, again = StringIO(), StringIO()
    call_command("load_holidays", "2570", stdout=said)
    call_command("load_holidays", "2570", stdout=again)
    assert "กระทบ 1 รายการ" in said.getvalue()
    assert "13 เมษายน 2570 เวลา 09.00 น. นัดเลขที่ 4821" in said.getvalue() and "1234" not in said.getvalue()
    assert "กระทบ" not in again.getvalue()
