"""Pages that whoever has their link may open, without an account: one's own booking, registration, request.

The model of such a page has two columns, which its history leaves out (`kept_history("link_key", ...)`):

    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(editable=False)

The link holds a token: the row's key with its signature. A row in a backup or an export opens nothing, since the
signature needs SECRET_KEY; still a message or the page of one's own matters can write the link again, which a stored
hash couldn't. A row that is given another key has another link, and the old one opens nothing.
"""

import functools
import secrets
from collections.abc import Callable
from typing import TypeVar

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
    """A random key for a row: 22 letters, digits, - and _."""
    return secrets.token_urlsafe(KEY_BYTES)


def token_of(key: str) -> str:
    """What stands in the link of the row with this key; about 66 characters that need no escaping in an address."""
    return _signer().sign(key)


def find(rows: QuerySet[Row], token: str) -> Row:
    """The row that a token opens now. One query, none for a token that isn't ours.

    Raises Http404, alike for a token that is made up, of no row any more, or expired. Signatures are compared in
    constant time and rows found by their unique index, so that how long it takes tells nothing.
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
    """Decorator of a view that shows a secret page: it only reads, and neither caches nor search engines keep it.

    The site's Referrer-Policy, same-origin, keeps the link from other sites (no-referrer would make browsers send
    "Origin: null" with the page's own forms, which Django refuses).
    """
    return _kept_by_nobody(require_safe(view))


def secret_act(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator of a view that changes something from a secret page: by POST only.

    LINE and virus scanners open every link they see, so reading an address must change nothing. Whoever reads that
    of an act (`.../<token>/cancel/`) is led to the page above it.
    """

    @functools.wraps(view)
    def by_post(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.method == "POST" else redirect("../")

    return _kept_by_nobody(by_post)


def _kept_by_nobody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def marked(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return marked


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="center.visitors.secret_links")
