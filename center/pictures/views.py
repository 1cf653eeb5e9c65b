"""Renditions of pictures, to anybody, cached for good: the only way a file of the storage becomes public. And how pictures
of our own drawing are answered."""

import logging
from collections.abc import Callable
from functools import cache

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from center.pictures.renditions import CONTENT_TYPES, FOLDER, NAME, is_whole

logger = logging.getLogger(__name__)

ONE_YEAR = 31_536_000  # seconds; a name is a hash of its content, so what it names never changes
FIVE_MINUTES = 300  # seconds, for whoever asks for a drawn picture without the version that the pages name


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """One rendition by its hashed name. Asks no database; every other name is a 404, with a picture in its place.

    A file that is empty or cut is as good as missing: nobody must keep it for a year.
    """
    if not NAME.fullmatch(name):
        return missing()
    extension = name.rpartition(".")[2]
    try:
        modified_at = default_storage.get_modified_time(FOLDER + name).timestamp()
        file = default_storage.open(FOLDER + name)
    except OSError:
        return missing()
    if not is_whole(file, extension):
        file.close()
        logger.warning("The rendition %s is broken", name)
        return missing()
    response = FileResponse(file, content_type=CONTENT_TYPES[extension])
    response["ETag"] = f'"{name}"'
    response["Last-Modified"] = http_date(modified_at)
    response["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    # Says to the compressing middleware that there is nothing left to squeeze out of a picture.
    response["Content-Encoding"] = "identity"
    guard(response)
    conditional = get_conditional_response(request, response["ETag"], int(modified_at), response)
    if conditional is not response:
        file.close()
    return conditional


def drawn_picture(request: HttpRequest, version: str, draw: Callable[[], tuple[bytes, str]]) -> HttpResponse:
    """A picture of our own drawing as JPEG, cached for good under the address that names its version by ?v=.

    version is that of what is to be shown; draw gives the picture and the version of what it shows in truth.
    """
    response = get_conditional_response(request, f'"{version}"')
    if response is None:
        content, version = draw()
        response = HttpResponse(content, content_type="image/jpeg")
        # Says to the compressing middleware that there is nothing left to squeeze out of a picture.
        response["Content-Encoding"] = "identity"
    response["ETag"] = f'"{version}"'
    for_good = request.GET.get("v") == version
    response["Cache-Control"] = (
        f"public, max-age={ONE_YEAR}, immutable" if for_good else f"public, max-age={FIVE_MINUTES}"
    )
    guard(response)
    return response


def missing() -> HttpResponse:
    """404 whose body is the placeholder: browsers show it where the picture should be."""
    response = HttpResponse(placeholder(), status=404, content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    guard(response)
    return response


def guard(response: HttpResponseBase) -> None:
    """However a file came here, the browser may only look at it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"


@cache
def placeholder() -> bytes:
    """The drawn placeholder; empty if the static files are elsewhere."""
    path = finders.find("img/placeholder.svg")
    if not path:
        return b""
    with open(path, "rb") as file:
        return file.read()
