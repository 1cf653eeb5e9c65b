"""Registries by which lower packages call packages above them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from center.office.models import Closure
from center.people.models import Person
from center.people.rows_of_person import ROWS_OF_PERSON, rows_of
from center.records import breakage, page_parts, retention
from center.records.breakage import Breaks, Broken, broken_by
from center.records.page_parts import PagePart, parts_of
from center.records.registry import Registry
from center.records.retention import PERIODS, Period
from tests.constraints import our_models
from tests.factories import make_group, make_person
from thai.dates import BANGKOK


def test_a_change_names_what_it_breaks_the_earliest_first(monkeypatch):
    first = datetime(2026, 10, 1, 9, tzinfo=BANGKOK)

    def bookings(row, removed):
        if isinstance(row, Closure) and not removed:
            yield Broken("นัดที่สอง", at=first + timedelta(hours=1))
            yield Broken("นัดแรก", "/admin/1/", first)

    def events(row, removed):
        yield Broken("กิจกรรมไม่มีเวลา")

    monkeypatch.setattr(breakage, "BREAKS", Registry("breaks"))
    breakage.BREAKS.add(Breaks("events", 2, events), Breaks("bookings", 1, bookings))
    assert [broken.label for broken in broken_by(Closure())] == ["นัดแรก", "นัดที่สอง", "กิจกรรมไม่มีเวลา"]
    assert [broken.label for broken in broken_by(Closure(), removed=True)] == ["กิจกรรมไม่มีเวลา"]


@pytest.mark.django_db
def test_a_page_shows_the_parts_that_have_something_to_show(monkeypatch, rf):
    group, empty = make_group(), make_group()

    def goods(request, row):
        return {"products": ["ขนมเปี๊ยะ"]} if row == group else None

    monkeypatch.setattr(page_parts, "PAGE_PARTS", Registry("parts"))
    page_parts.PAGE_PARTS.add(
        PagePart("goods", 1, "group", "catalog/_goods.html", goods),
        PagePart("elsewhere", 2, "network", "x.html", lambda request, row: {}),
    )
    assert parts_of("group", rf.get("/"), group) == [{"template": "catalog/_goods.html", "products": ["ขนมเปี๊ยะ"]}]
    assert parts_of("group", rf.get("/"), empty) == []


def test_every_table_that_points_at_a_person_is_registered():
    """Merging, exporting and erasing a person must find all rows: finds the package that forgot to register one."""
    pointing = {
        f"{model._meta.label_lower}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person and not hasattr(model, "history_object")
    }
    assert {kind.key for kind in ROWS_OF_PERSON} == pointing


@pytest.mark.django_db
def test_the_rows_of_a_person_are_found_kind_by_kind():
    person, other = make_person(), make_person()
    person.memberships.create(group=make_group())
    other.memberships.create(group=make_group())
    found = {str(label): list(rows) for label, rows in rows_of(person)}
    assert found["สมาชิกภาพ"] == list(person.memberships.all())


def test_every_period_says_what_and_for_how_long():
    assert {"questions", "recycle_bin", "devices", "sign-ins", "jobs", "imports"} <= {period.key for period in PERIODS}
    for period in PERIODS:
        assert period.days > 0 and str(period.what) and str(period.then)


def test_every_period_has_the_function_that_ends_it():
    """What a package registers without one would be promised on the privacy page and never happen."""
    assert [period.key for period in PERIODS if period.forget is None] == []


def test_one_period_that_fails_keeps_no_other_from_its_work(monkeypatch):
    ran = []

    def fail(now):
        raise RuntimeError("broken")

    def work(now):
        ran.append(now)
        return 3

    kept = Period("first", 1, timedelta(days=1), "x", "y")
    monkeypatch.setattr(retention, "PERIODS", Registry("periods"))
    retention.PERIODS.add(kept.forgotten_by(fail), replace(kept, key="second", position=2, forget=work))
    with pytest.raises(RuntimeError, match="broken"):
        retention.purge(datetime(2026, 1, 1, tzinfo=BANGKOK))
    assert len(ran) == 1
