"""Many people register at the same moment, on a real server: there are never more seats than the capacity, everybody else
waits in a queue of its own places. Without the lock the same test finds an overbooked session.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from consultations.outreach.models import OutreachEvent, Registration, RegistrationSession, Session
from tests.consultations.outreach.seating import make_open_event, seated, waiting
from tests.consultations.racing import Answer, Server, Visitors, at_once, environment_of, serving
from tests.factories import make_center
from tests.worker_process import shared_database

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds that one waits for the others' transactions; on a busy machine two hundred may need more than a visitor waits.
PATIENCE = {"DATABASE_LOCK_TIMEOUT": "50"}
CONSTRAINTS = {Session: ["session_is_not_overbooked"], RegistrationSession: ["one_party_of_a_place_in_the_queue"]}


def register_at_once(server: Server, event: OutreachEvent, parties: list[int]) -> list[Answer]:
    """Each party registers for all sessions of the event."""
    path = reverse("consultations:event_register", args=[event.pk])
    visitors = Visitors(server, path)
    sessions = {"sessions": [str(pk) for pk in event.sessions.values_list("pk", flat=True)]}
    fields = sessions if len(sessions["sessions"]) > 1 else {}
    form_name = f"registration {event.pk}"
    return at_once([visitors.confirm(path, form_name=form_name, party_size=str(size), **fields) for size in parties])


def check(answers: list[Answer], event: OutreachEvent, parties: list[int]) -> None:
    """Everybody is registered and told so; seats and places in the queue are what they were counted as."""
    assert Counter(answer.status for answer in answers) == {302: len(parties)}
    assert event.registrations.count() == len({row.reference for row in event.registrations.all()}) == len(parties)
    for session in event.sessions.all():
        assert sum(seated(session)) == session.taken <= session.capacity
        assert sorted([*seated(session), *waiting(session)]) == sorted(parties)
        places = list(session.places.waiting().values_list("place_in_queue", flat=True))
        assert places == list(range(1, len(places) + 1))
        # Strict: whoever waits first did not fit.
        assert not places or session.capacity - session.taken < waiting(session)[0]


def race(tmp_path, parties: list[int], *capacities: int, application: str = "") -> OutreachEvent:
    with shared_database(tmp_path) as shared:
        make_center()
        event = make_open_event(*capacities)
        with serving(environment_of(shared) | PATIENCE, application=application) as server:
            answers = register_at_once(server, event, parties)
        check(answers, event, parties)
        assert all(session.taken == session.capacity for session in event.sessions.all()) or set(parties) != {1}
    return event


def test_two_hundred_people_want_thirty_seats(tmp_path):
    race(tmp_path, [1] * 200, 30)


@pytest.mark.long
def test_parties_of_every_size_want_seats_in_two_sessions(tmp_path):
    race(tmp_path, [1, 2, 3, 4, 5, 6] * 33, 30, 45)


@pytest.mark.long
def test_no_immediate_transactions_are_needed_for_it(tmp_path):
    """The transaction's first statement takes the lock: SQLite's for writing, PostgreSQL's of the event's row."""
    race(tmp_path, [1] * 40, 8, application="tests.consultations.outreach.unlocked:deferred()")


@pytest.mark.long
def test_without_the_lock_a_session_is_overbooked(tmp_path):
    """The control: at the latest in the fifth round. The constraints, which would refuse the row, are off too."""
    with shared_database(tmp_path) as shared, without_constraints():
        make_center()
        application = "tests.consultations.outreach.unlocked:without_lock()"
        with serving(environment_of(shared) | PATIENCE, application=application) as server:
            for _round in range(5):
                event = make_open_event(5)
                register_at_once(server, event, [1] * 40)
                if sum(seated(event.sessions.get())) > 5:
                    break
        assert sum(seated(event.sessions.get())) > 5


@contextmanager
def without_constraints() -> Iterator[None]:
    """Drop what the database itself would refuse, for the time of a control; the registrations go with it."""
    constraints = [
        (model, constraint)
        for model, names in CONSTRAINTS.items()
        for constraint in model._meta.constraints
        if constraint.name in names
    ]
    for model, constraint in constraints:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        RegistrationSession.objects.all().delete()
        Registration.objects.all().delete()
        Session.objects.update(taken=0)
        for model, constraint in constraints:
            with connection.schema_editor() as editor:
                editor.add_constraint(model, constraint)
