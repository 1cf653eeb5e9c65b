"""Public view of renditions, the only one that serves files of the storage; and responses with drawn pictures."""

import logging
from collections.abc import Callable
from functools import cache
from typing import BinaryIO, cast

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from center.pictures.renditions import CONTENT_TYPES, FOLDER, NAME, is_whole

logger = logging.getLogger(__name__)

ONE_YEAR = 31_536_000  # seconds; names are content hashes, so their files never change
FIVE_MINUTES = 300  # seconds, for a drawn picture requested without its current version in the URL


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition by its hashed name, cacheable for a year. No query; for any other name a 404 with the placeholder.

    An empty or truncated file is a 404 too, since it must not be cached for a year.
    """
    if not NAME.fullmatch(name):
        return missing()
    extension = name.rpartition(".")[2]
    try:
        modified_at = default_storage.get_modified_time(FOLDER + name).timestamp()
        file = default_storage.open(FOLDER + name)
    except OSError:
        return missing()
    if not is_whole(cast(BinaryIO, file), extension):
        file.close()
        logger.warning("The rendition %s is broken", name)
        return missing()
    response = FileResponse(file, content_type=CONTENT_TYPES[extension])
    response["ETag"] = f'"{name}"'
    response["Last-Modified"] = http_date(modified_at)
    response["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    response["Content-Encoding"] = "identity"  # already compressed
    guard(response)
    # A 304 gets its headers from the response; the stubs' type of the argument is too narrow.
    conditional: HttpResponseBase | None = get_conditional_response(
        request,
        response["ETag"],
        int(modified_at),
        response,  # type: ignore[arg-type]
    )
    if conditional is None or conditional is response:
        return response
    file.close()
    return conditional


def drawn_picture(request: HttpRequest, version: str, draw: Callable[[], tuple[bytes, str]]) -> HttpResponse:
    """A drawn picture as JPEG, cacheable for a year under the URL with its version in ?v=.

    version: of the data to show; draw: returns the picture and the version of the data it really shows.
    """
    response = get_conditional_response(request, f'"{version}"')
    if response is None:
        content, version = draw()
        response = HttpResponse(content, content_type="image/jpeg")
        response["Content-Encoding"] = "identity"  # already compressed
    response["ETag"] = f'"{version}"'
    if request.GET.get("v") == version:
        response["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    else:
        response["Cache-Control"] = f"public, max-age={FIVE_MINUTES}"
    guard(response)
    return response


def missing() -> HttpResponse:
    """A 404 with the placeholder as its body, which browsers show in place of the picture."""
    response = HttpResponse(placeholder(), status=404, content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    guard(response)
    return response


def guard(response: HttpResponseBase) -> None:
    """Make sure that browsers only display the file: no sniffing, no scripts in it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"


@cache
def placeholder() -> bytes:
    """The placeholder's SVG; empty if the static file isn't found."""
    path = finders.find("img/placeholder.svg")
    if not path:
        return b""
    with open(path, "rb") as file:
        return file.read()
