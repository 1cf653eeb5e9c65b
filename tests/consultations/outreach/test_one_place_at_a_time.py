"""Whatever is booked, planned, moved and called off, in whatever order: no adviser is in two places at once."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from consultations.calendar.models import Claim
from tests.consultations.appointments import at
from tests.consultations.outreach.world import World
from tests.consultations.whereabouts import assert_claims_agree, in_two_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# Quarters of two days from 8 to 12 o'clock: narrow, so that things meet.
moments = st.tuples(st.integers(0, 1), st.integers(0, 15)).map(
    lambda drawn: at(8, days=7 + drawn[0]) + dt.timedelta(minutes=15 * drawn[1])
)
rows = st.integers(0, 5)
advisers = st.integers(0, 2)
sessions = st.lists(
    st.tuples(moments, st.integers(1, 6), st.booleans(), st.sets(advisers, min_size=1, max_size=2)),
    min_size=1,
    max_size=3,
)
acts = st.one_of(
    st.tuples(st.just("book"), moments, st.none() | advisers, st.booleans()),
    st.tuples(st.just("plan"), sessions, st.sampled_from([0, 10, 30, 75])),
    st.tuples(st.just("change"), rows, sessions),
    st.tuples(st.just("reschedule"), rows, moments),
    st.tuples(st.just("swap"), rows, rows),
    st.tuples(st.sampled_from(["cancel", "bring_back", "call_off", "postpone", "revive"]), rows),
    st.tuples(st.just("move"), rows, moments),
)


def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def generate(calendars: int, check: Callable[[], None], *, phases: Sequence[Phase] = tuple(Phase)) -> Counter[str]:
    """Make up so many calendars, check after each act, and count what happened."""
    done: Counter[str] = Counter()
    world = World()

    @settings(max_examples=calendars, phases=phases, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(acts, min_size=6, max_size=14))
    def calendar(history):
        for _ in undone():
            for act in history:
                done[world.act(*act)] += 1
                check()

    calendar()
    return done


def check() -> None:
    assert not in_two_places()
    assert_claims_agree()


@pytest.mark.hypothesis
@pytest.mark.parametrize(
    "calendars", [6, pytest.param(1000, marks=pytest.mark.long)], ids=lambda count: f"{count}-calendars"
)
def test_no_adviser_is_in_two_places(calendars):
    done = generate(calendars, check)

    assert done["book"] and done["plan"], done
    if calendars >= 1000:
        assert (
            not {"reschedule", "swap", "cancel", "bring_back", "change", "move", "call_off", "revive"} - done.keys()
        ), done
        assert done["plan: AdvisersTaken"] and done["book: TimeTaken"] and done["change: HasPeople"], done


def test_without_the_guard_advisers_are_in_two_places(monkeypatch):
    """The control: claims that are in the way are overlooked."""
    monkeypatch.setattr(Claim.objects, "bulk_create", partial(Claim.objects.bulk_create, ignore_conflicts=True))

    with pytest.raises(AssertionError):
        generate(100, no_two_places, phases=[Phase.generate])


def no_two_places() -> None:
    assert not in_two_places()
