"""What every test begins with."""

import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def thai_and_an_empty_cache():
    """Each test begins in Thai and leaves no language and no cache to the next."""
    cache.clear()
    with translation.override("th"):
        yield
