"""Whatever is booked, planned, moved and called off, in whatever order: no adviser is in two places at once."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import transaction

from consultations.calendar.models import Claim
from tests.consultations.outreach.world import World, any_act, something_new
from tests.consultations.whereabouts import assert_claims_agree, in_two_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# Each of them happens in a thousand calendars, and each refusal is met.
ACTS = {
    "book",
    "plan",
    "change",
    "move",
    "reschedule",
    "swap",
    "cancel",
    "bring_back",
    "call_off",
    "postpone",
    "revive",
}
REFUSALS = {
    "plan: AdvisersTaken",
    "change: AdvisersTaken",
    "change: HasPeople",
    "move: AdvisersTaken",
    "book: TimeTaken",
}


def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def generate(calendars: int, check: Callable[[], None]) -> Counter[str]:
    """Make up so many calendars, each the same in every run by its number; check after each act, and count what happened."""
    done: Counter[str] = Counter()
    world = World()
    for number in range(calendars):
        chance = random.Random(number)
        history = [something_new(chance) for _ in range(4)] + [any_act(chance) for _ in range(chance.randint(3, 9))]
        for _ in undone():
            for position, act in enumerate(history):
                done[world.act(*act)] += 1
                try:
                    check()
                except AssertionError as error:
                    raise AssertionError(f"calendar {number}: {history[: position + 1]}") from error
    return done


def check() -> None:
    assert not in_two_places()
    assert_claims_agree()


@pytest.mark.parametrize(
    "calendars", [6, pytest.param(1000, marks=pytest.mark.long)], ids=lambda count: f"{count}-calendars"
)
def test_no_adviser_is_in_two_places(calendars):
    done = generate(calendars, check)

    assert done["book"] and done["plan"], done
    if calendars >= 1000:
        missing = (ACTS | REFUSALS) - done.keys()
        assert not missing, done


def test_without_the_guard_advisers_are_in_two_places(monkeypatch):
    """The control: claims that are in the way are overlooked."""
    monkeypatch.setattr(Claim.objects, "bulk_create", partial(Claim.objects.bulk_create, ignore_conflicts=True))

    with pytest.raises(AssertionError, match="calendar"):
        generate(100, no_two_places)


def no_two_places() -> None:
    assert not in_two_places()
