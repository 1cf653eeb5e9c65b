"""503 for a locked or unreachable database, with the submitted form fields in the page, ready to be sent again.

Nothing here queries the database: the page has no context processors, and the session is neither read nor saved (Django
saves none with a 5xx response).
"""

import logging
import re
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views import defaults

from center.access.suspended import without_secrets

logger = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds, after the visitor has waited DATABASE_LOCK_TIMEOUT already
# sqlite3 raises OperationalError for a busy database and for a wrong statement; the error code tells them apart.
SQLITE_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PROTOCOL,
}
SENTENCE = re.compile(r"\S\s+\S|[\u0e00-\u0e7f]")  # text that a person wrote, unlike tokens and primary keys


def is_unavailable(error: BaseException | None) -> bool:
    """Whether an error means that the database is unavailable at the moment, not that a statement is wrong."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # Where the file is missing, SQLite creates an empty one, without any table.
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return code in SQLITE_CODES or str(cause).startswith("no such table")
    return isinstance(error, OperationalError | InterfaceError)


class DatabaseUnavailable:
    """The innermost middleware: answers 503 where a view raised because the database is unavailable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(request, error) if is_unavailable(error) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: for errors outside views (sessions, sign-in), which process_exception isn't called for."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if is_unavailable(error) else defaults.server_error(request)


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    logger.warning("%s %s: the database is unavailable: %s", request.method, request.path, str(error).strip())
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        page = render_to_string("503.html", {"language": language, "demo": settings.DEMO} | submitted(request))
    response = HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    add_never_cache_headers(response)
    return response


def submitted(request: HttpRequest) -> dict[str, Any]:
    """The template's context for trying again.

    address: where to try again, empty for a post that must not be repeated. fields: names and values to send again.
    texts: those that a person wrote, to copy. passwords, files: whether such were left out.
    """
    nothing = {"address": request.get_full_path(), "fields": [], "texts": [], "passwords": False, "files": False}
    if request.method in ("GET", "HEAD"):
        return nothing
    if request.method != "POST" or not is_own_form(request):
        return nothing | {"address": ""}
    posted, passwords = without_secrets(request.POST)
    fields = [(name, value) for name, values in posted.lists() for value in values]
    return nothing | {
        "fields": fields,
        "texts": [value for _name, value in fields if SENTENCE.search(value)],
        "passwords": passwords,
        "files": bool(request.FILES),
        "csrf_token": get_token(request),
    }


def is_own_form(request: HttpRequest) -> bool:
    """Whether the post is readable and passes Django's CSRF check, which may not have run before the error.

    Fields sent by another site's page are never put into a form of ours.
    """
    try:
        bool(request.POST)
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return False
    if request.resolver_match and getattr(request.resolver_match.func, "csrf_exempt", False):
        return True
    check = _CsrfCheck(get_response=server_error)
    check.process_request(request)
    return check.process_view(request, server_error, (), {}) is None


class _CsrfCheck(CsrfViewMiddleware):
    """Returns the reason of a rejection instead of a response."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason
