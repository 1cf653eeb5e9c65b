"""Whatever happened in a month, five ways of counting it agree, to the person."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.bookings.actors import staff
from consultations.registers import closing, periods, visits
from consultations.registers.models import Visit
from consultations.registers.register import REGISTERS
from consultations.registers.report import sections_of
from tests import factories
from tests.consultations.registers.rows import make_visit
from tests.consultations.registers.test_registers import on, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

OCTOBER = periods.month(2026, 10)
# The first and the last hour of the month in Bangkok, which are other days in UTC, and days around it.
HOURS = st.tuples(st.sampled_from((-1, 0, 1, 15, 30, 31)), st.sampled_from((0, 6, 7, 23)))
STEPS = st.one_of(
    st.tuples(
        st.just("record"), HOURS, st.integers(1, 9), st.sampled_from(Visit.Channel.values), st.integers(0, 3),
        st.sampled_from(("", "female", "male")), st.sampled_from((None, 2, 6)),
    ),
    st.tuples(st.sampled_from(("void", "restore")), st.integers(0, 9)),
    st.tuples(st.just("correct"), st.integers(0, 9), st.integers(1, 9)),
    st.tuples(st.just("move"), st.integers(0, 9), HOURS),
)  # fmt: skip


def at(hours: tuple[int, int]) -> dt.datetime:
    return on(1, hour=hours[1]) + dt.timedelta(days=hours[0])


def play(step: tuple, made: list, by, topics: list) -> None:
    kind, *given = step
    if kind == "record":
        hours, people, channel, topic, gender, moo = given
        village = {"tambon": factories.tambon(), "moo": moo} if moo else {}
        row = make_visit(
            at=at(hours), people=people, channel=channel, topic=topics[topic], gender=gender, by=by, **village
        )
        made.append(row)
    elif made:
        row = Visit.objects.get(pk=made[given[0] % len(made)].pk)
        if kind == "correct":
            visits.correct(row, people=given[1], by=by)
        elif kind == "move":
            visits.correct(row, served_at=at(given[1]), by=by)
        else:
            getattr(visits, kind)(row, by=by)


def counted_by_hand() -> tuple[int, int]:
    """From every row of the table, in Python."""
    rows = [
        row
        for row in Visit.objects.all()
        if row.state == "counted" and timezone.localtime(row.served_at).strftime("%Y-%m") == "2026-10"
    ]
    return len(rows), sum(row.people for row in rows)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=1, max_size=10))
def test_five_ways_of_counting_agree(client, officer, steps):
    with transaction.atomic():
        topics = [None, *(factories.make_topic(name_th=f"เรื่อง {number}") for number in range(3))]
        made: list = []
        for step in steps:
            play(step, made, staff(officer), topics)
        expected = counted_by_hand()

        # 1 The columns year and month, and 2 the days of the period.
        of_month = Visit.objects.counted().filter(year=2026, month=10)
        assert (of_month.count(), of_month.people()) == expected
        of_days = Visit.objects.counted().between(OCTOBER.first, OCTOBER.last)
        assert (of_days.count(), of_days.people()) == expected

        # 3 Each breakdown of the register, line by line.
        register = REGISTERS.get("visits")
        total, lines = register.figures(register.narrowed(OCTOBER, {}), OCTOBER)
        assert (total.number, total.people) == expected
        for breakdown in register.breakdowns:
            summed = tuple(sum(getattr(line, name) for line in lines[breakdown.key]) for name in ("number", "people"))
            assert summed == expected or breakdown.overlapping, breakdown.key

        # 4 The rows of the file.
        page = reverse("admin:consultations_register_excel", args=["visits"])
        headings, *rows = sheet_of(client.get(f"{page}?period={OCTOBER.key}"))
        assert (len(rows), sum(row[headings.index("กี่คน")] for row in rows)) == expected

        # 5 The report, as it is kept when the month is closed.
        closed = closing.close(2026, 10, by=staff(officer))
        assert tuple(closed.figures["total"]["รวมทั้งหมด"]) == expected
        assert not closing.differences(closed.figures, sections_of(OCTOBER))
        for key in ("channel", "topic", "tambon", "gender", "officer"):
            assert tuple(map(sum, zip(*closed.figures[key].values(), strict=True))) in (expected, ()), key
        transaction.set_rollback(True)
