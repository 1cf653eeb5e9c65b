"""Secret links: tokens, finding rows by them, and the view decorators."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from center.rate_limits.models import Tally
from center.visitors import secret_links
from portal import urls

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def rows():
    """A queryset with the two columns that secret links need, from another model's unique key and expiry."""
    return Tally.objects.annotate(link_key=F("key"), link_expires_at=F("expires_at"))


def make_row(*, expires_in: timedelta = HOUR) -> Tally:
    return Tally.objects.create(key=secret_links.new_key(), expires_at=timezone.now() + expires_in)


# --- Tokens --------------------------------------------------------------------------------------------------------


def test_keys_are_random_and_128_bits_long():
    keys = [secret_links.new_key() for _ in range(1000)]
    assert len(set(keys)) == 1000
    assert {len(key) for key in keys} == {22}  # 22 characters of 6 bits hold 16 bytes
    assert secret_links.KEY_BYTES * 8 >= 128


def test_token_finds_its_row_and_can_be_rendered_again(django_assert_num_queries):
    row, _other = make_row(), make_row()
    token = secret_links.token_of(row.key)
    with django_assert_num_queries(1):
        assert secret_links.find(rows(), token) == row
    assert secret_links.token_of(row.key) == token
    assert row.key not in token.partition(".")[2]


def test_stored_keys_are_not_tokens(settings, django_assert_num_queries):
    row = make_row()
    made_up = [
        row.key,
        f"{row.key}.",
        f"{row.key}.{'A' * 43}",
        signing.Signer(sep=".").sign(row.key),
        signing.Signer(sep=".", salt="center.visitors.secret_links", key="another secret key").sign(row.key),
        secret_links.token_of(row.key)[:-1],
        f" {secret_links.token_of(row.key)}",
        "",
    ]
    with django_assert_num_queries(0):
        for token in made_up:
            with pytest.raises(Http404):
                secret_links.find(rows(), token)


def test_link_is_invalid_after_expiry_deletion_or_a_new_key():
    row, over = make_row(), make_row(expires_in=timedelta(0))
    token = secret_links.token_of(row.key)
    with pytest.raises(Http404):
        secret_links.find(rows(), secret_links.token_of(over.key))
    Tally.objects.filter(pk=row.pk).update(key=secret_links.new_key())
    with pytest.raises(Http404):
        secret_links.find(rows(), token)


# --- Views ---------------------------------------------------------------------------------------------------------

done: list[str] = []


@secret_links.secret_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(token)


@secret_links.secret_act
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    done.append(token)
    return HttpResponse("cancelled")


# The middlewares reverse URLs of the whole site.
urlpatterns = [path("things/<str:token>/", page), path("things/<str:token>/cancel/", cancel), *urls.urlpatterns]


@pytest.fixture
def client(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    done.clear()
    return Client()


def never_stored(response) -> bool:
    directives = {part.strip() for part in response["Cache-Control"].split(",")}
    return directives == {"no-store", "private"} and response["X-Robots-Tag"] == "noindex, nofollow"


def test_secret_page_is_never_stored_and_read_only(client):
    token = secret_links.token_of(secret_links.new_key())
    read = client.get(f"/things/{token}/")
    assert (read.status_code, read.content.decode()) == (200, token)
    assert never_stored(read)
    refused = client.post(f"/things/{token}/")
    assert refused.status_code == 405
    assert never_stored(refused)
    assert read["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["get", "head", "options", "put"])
def test_other_methods_on_an_action_redirect_to_the_page(client, method):
    response = getattr(client, method)("/things/abc/cancel/")
    assert (response.status_code, response.url) == (302, "../")
    assert never_stored(response)
    assert done == []


def test_post_runs_the_action(client):
    response = client.post("/things/abc/cancel/")
    assert response.content == b"cancelled" and done == ["abc"]
    assert never_stored(response)


def test_action_requires_a_csrf_token(client):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/things/abc/cancel/").status_code == 403
    assert done == []
