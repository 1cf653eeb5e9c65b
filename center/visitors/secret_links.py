"""Secret links: pages that anybody with the link may open without an account (the own booking, registration, request).

The model of such a page has two columns, excluded from its history (`kept_history("link_key", ...)`):

    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(editable=False)

The link contains a token: the row's key and its signature. A backup or an export reveals no links, since the signature
requires SECRET_KEY; unlike with a stored hash, messages and the page "my matters" can still render the link. Changing a
row's key revokes its link.
"""

import functools
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

KEY_BYTES = 16  # 128 bits

Row = TypeVar("Row", bound=Model)


def new_key() -> str:
    """A random key for a row: 22 characters (letters, digits, - and _)."""
    return secrets.token_urlsafe(KEY_BYTES)


def token_of(key: str) -> str:
    """The token for the link of the row with this key; about 66 URL-safe characters."""
    return _signer().sign(key)


def find(rows: QuerySet[Row], token: str) -> Row:
    """The row of a valid token. One query; none for a token with a wrong signature.

    Raises Http404 for a forged or expired token and for one without a row. Signatures are compared in constant time and
    rows are found by a unique index, so the response time reveals nothing.
    """
    try:
        key = _signer().unsign(token)
    except signing.BadSignature:
        raise Http404 from None
    row = rows.filter(link_key=key, link_expires_at__gt=timezone.now()).first()
    if row is None:
        raise Http404
    return row


def secret_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator of a view that shows a secret page: GET and HEAD only, not cached, not indexed.

    The site's Referrer-Policy, same-origin, hides the link from other sites (with no-referrer browsers would send
    "Origin: null" with the page's own forms, which Django refuses).
    """
    return _never_stored(require_safe(view))


def secret_act(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator of a view that changes something from a secret page: POST only.

    LINE and virus scanners open every link they see, so a GET must change nothing: it is redirected from the URL of the
    action (`.../<token>/cancel/`) to the page above it.
    """

    @functools.wraps(view)
    def post_only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.method == "POST" else redirect("../")

    return _never_stored(post_only)


def _never_stored(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return with_headers


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="center.visitors.secret_links")
