"""A year of invented visits comes and goes by one call, and names nobody after two years."""

import datetime as dt

import pytest
from django.utils import timezone

from center.office.models import ServiceDay
from consultations.registers import visit_demo
from consultations.registers.models import FollowUp, Outcome, Visit
from consultations.registers.visit_retention import VISITS_KEPT, forget_visits
from tests.consultations.appointments import NOW
from tests.consultations.registers.rows import make_follow_up, make_visit
from tests.factories import make_person, make_topic, tambon
from tests.selection import LOADED_WITH_THE_WHOLE

pytestmark = [
    pytest.mark.django_db,
    LOADED_WITH_THE_WHOLE,
]


def test_a_year_of_visits(clock, django_assert_max_num_queries):
    topic = make_topic()
    tambon()
    make_person(source_key="demo:chalaem", phone="0812345678")
    with django_assert_max_num_queries(40):
        count = visit_demo.load()
    assert 300 < count == Visit.objects.count() == Outcome.objects.count()
    assert {visit.day.weekday() for visit in Visit.objects.all()} == set(range(5))
    assert all((visit.day.year, visit.day.month) == (visit.year, visit.month) for visit in Visit.objects.all())
    assert not Visit.objects.filter(served_at__gt=NOW).exists() and set(
        Visit.objects.values_list("topic", flat=True)
    ) == {topic.pk}
    assert FollowUp.objects.waiting().exists() and FollowUp.objects.filter(state="done").exists()
    assert ServiceDay.objects.count() > 250
    assert visit_demo.load() == 0, "once"
    own = make_visit()
    assert visit_demo.remove() == count and Visit.objects.get() == own and not ServiceDay.objects.exists()


def test_without_topics_nobody_is_served(db):
    assert visit_demo.load() == 0


def test_after_two_years_nobody_is_named_and_everything_counts_on(clock):
    person = make_person()
    long_ago = NOW - VISITS_KEPT.kept_for
    old = make_visit(at=long_ago, person=person, people=3, moo=2, gender="female")
    Outcome.objects.create(visit=old, advice="ทำฉลาก", agreed="ส่งตัวอย่าง", agreed_by="แฉล้ม")
    make_follow_up(old, changed="ขายได้", income_after="3000")
    young = make_visit(at=long_ago + dt.timedelta(minutes=1), person=person)
    assert forget_visits(timezone.now()) == 1
    old, outcome, follow_up = Visit.objects.get(pk=old.pk), Outcome.objects.get(), FollowUp.objects.get()
    assert (old.name, old.phone, old.person, old.people, old.moo, old.gender) == ("", "", None, 3, 2, "female")
    assert (outcome.advice, outcome.agreed, outcome.agreed_by, outcome.kind) == ("", "", "", "advised")
    assert (follow_up.changed, follow_up.income_after) == ("", "3000")
    assert not Visit.history.filter(id=old.pk, person__isnull=False).exists()
    assert Visit.objects.get(pk=young.pk).person == person
    assert forget_visits(timezone.now()) == 0
