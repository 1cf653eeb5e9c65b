"""What tests of appointments and events begin with."""

import pytest

from tests.consultations.appointments import NOW, make_office_hours
from tests.factories import make_staff


@pytest.fixture
def clock(monkeypatch) -> None:
    """It is Monday, 8 o'clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def office_hours(clock) -> None:
    """The same, and the center is open every day."""
    make_office_hours()


@pytest.fixture
def officer(client):
    """An officer who is signed in."""
    user = make_staff(username="officer", first_name="สมศรี")
    client.force_login(user)
    return user
