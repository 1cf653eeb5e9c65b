"""What tests of appointments begin with."""

import pytest

from tests.consultations.appointments import NOW


@pytest.fixture
def clock(monkeypatch) -> None:
    """It is Monday, 8 o'clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
