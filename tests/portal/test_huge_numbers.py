"""A number that no column holds names no row: every address that takes a number answers, on both databases."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter

from tests.factories import make_document, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HUGE = 10**19  # more than 64 bits


def patterns(below=None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in below or get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns, path)
        else:
            yield path, pattern


def addresses(document: int) -> list[str]:
    """Each address with numbers: every one of them huge in turn, the others 1 or that of a document, and all at once."""
    found = set()
    for path, pattern in patterns():
        named = pattern.pattern.converters
        numbers = [name for name, converter in named.items() if isinstance(converter, IntConverter)]
        # Stock admin addresses take the number of a row as a text.
        numbers += ["object_id"] if path.endswith(("<path:object_id>/change/", "<path:object_id>/delete/")) else []
        for huge in [*([name] for name in numbers), numbers]:
            address = path.replace("<start:start>", "2026-12-07-0900")
            for name in numbers:
                number = HUGE if name in huge else document if name == "pk" else 1
                address = address.replace(f"<int:{name}>", str(number)).replace(f"<path:{name}>", str(number))
            if huge:
                found.add("/" + address)
    return sorted(found)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_number_no_column_holds_is_no_error(client, method):
    client.force_login(make_staff())
    client.raise_request_exception = False
    asked = addresses(make_document().pk)
    wrong = {address: getattr(client, method)(address).status_code for address in asked}
    assert {address: status for address, status in wrong.items() if status >= 500} == {}
    assert f"/documents/{HUGE}/v/1/download/" in asked and f"/admin/center/document/{HUGE}/v/{HUGE}/" in asked
    assert len(asked) > 60 and not any("<" in address for address in asked)
