"""What tests of people begin with."""

import pytest

from tests.factories import make_staff


@pytest.fixture
def officer(client):
    """An officer who is signed in."""
    user = make_staff(username="officer", first_name="สมศรี")
    client.force_login(user)
    return user
