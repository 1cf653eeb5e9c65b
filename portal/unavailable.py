"""A database that is locked or gone: the answer is 503, and what was typed stays in the page, ready to be sent again.

Nothing here asks the database: the page has no context processors, and a session is neither read nor saved (Django saves
none with an answer of 5xx).
"""

import logging
import re
import sqlite3
import sys

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views import defaults

from center.access.suspended import without_secrets

logger = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds; a locked database has made its visitor wait for DATABASE_LOCK_TIMEOUT already
# SQLite has one class for a busy database and a wrong statement; the code tells them apart.
SQLITE_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PROTOCOL,
}
SENTENCE = re.compile(r"\S\s+\S|[\u0e00-\u0e7f]")  # what a person wrote, unlike tokens and numbers of rows


def is_unavailable(error: BaseException | None) -> bool:
    """Whether an error says that the database can't be had at the moment, not that a statement is wrong."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # Where the file is gone, SQLite makes an empty one, without any table.
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return code in SQLITE_CODES or str(cause).startswith("no such table")
    return isinstance(error, OperationalError | InterfaceError)


class DatabaseUnavailable:
    """The innermost middleware: answers for views that met a database that is away."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(request, error) if is_unavailable(error) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. Sessions and sign-ins are read outside of views, where no middleware hears of the error."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if is_unavailable(error) else defaults.server_error(request)


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    logger.warning("%s %s: the database is away: %s", request.method, request.path, str(error).strip())
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        page = render_to_string("503.html", {"language": language, "demo": settings.DEMO} | what_was_sent(request))
    response = HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    add_never_cache_headers(response)
    return response


def what_was_sent(request: HttpRequest) -> dict:
    """address: where to try again, empty where only a form of ours could. fields: names and values to send again.
    texts: those a person wrote, to read and copy. passwords, files: whether such were left out."""
    nothing = {"address": request.get_full_path(), "fields": [], "texts": [], "passwords": False, "files": False}
    if request.method in ("GET", "HEAD"):
        return nothing
    if request.method != "POST" or not comes_from_here(request):
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


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the post could be read and its form was one of ours, as CSRF protection has it.

    The error may have come before that was checked. What a foreign page sent is never put into a form of ours.
    """
    try:
        bool(request.POST)
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return False
    if request.resolver_match and getattr(request.resolver_match.func, "csrf_exempt", False):
        return True
    check = _CsrfCheck(get_response=server_error)
    check.process_request(request)
    return check.process_view(request, None, (), {}) is None


class _CsrfCheck(CsrfViewMiddleware):
    """Tells its verdict instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason
