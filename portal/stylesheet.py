"""The stylesheets inlined into pages, and their hashes for the Content-Security-Policy."""

import base64
import hashlib
import re
from functools import cache, lru_cache
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.templatetags.static import static

STYLESHEET = "css/portal.css"
# The first for every page; a linked stylesheet would hold back the first paint by a round trip.
STYLESHEETS = (STYLESHEET, "css/center.css", "css/committee.css", "css/speakers.css")


def _read(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"static/{name} is missing: run `npm run css`")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return re.sub(r"url\(\.\./([^)]+)\)", lambda match: f"url({static(match.group(1))})", text).strip()


_read_once = cache(_read)


def stylesheet(name: str = STYLESHEET) -> str:
    """A stylesheet of STYLESHEETS for inlining, with its relative URLs replaced by those of the static files.

    Cached for the life of the process; with DEBUG read at every call, so that a rebuilt file shows at once.
    """
    return _read(name) if settings.DEBUG else _read_once(name)


@lru_cache(maxsize=2 * len(STYLESHEETS))
def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def stylesheet_source(name: str = STYLESHEET) -> str:
    """The stylesheet's hash as a style-src source."""
    return _source(stylesheet(name))


def _sources() -> tuple[str, ...]:
    return tuple(stylesheet_source(name) for name in STYLESHEETS)


@lru_cache(maxsize=2)
def _usual_policy(sources: tuple[str, ...]) -> str:
    return build_policy(update={"style-src": list(sources)})


class StylesheetPolicy(CSPMiddleware):
    """The Content-Security-Policy of the settings, with the stylesheets that pages contain allowed by their hashes.

    It is built once for all responses, except those whose view asks for another by a decorator of django-csp.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_usual = not settings.DEBUG and not any(name.startswith("_csp") for name in (*vars(request), *vars(response)))
        if not is_usual:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _usual_policy(_sources()))
        return response

    def get_policy_parts(self, *args: Any, **kwargs: Any) -> PolicyParts:
        parts = super().get_policy_parts(*args, **kwargs)
        parts.update = {**(parts.update or {}), "style-src": list(_sources())}
        return parts
