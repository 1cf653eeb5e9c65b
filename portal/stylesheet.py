"""The stylesheet inlined into each page, and its hash for the Content-Security-Policy."""

import base64
import hashlib
import re
from functools import lru_cache
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

STYLESHEET = "css/portal.css"


def _read() -> str:
    path = finders.find(STYLESHEET)
    if path is None:
        raise FileNotFoundError(f"static/{STYLESHEET} is missing: run `npm run css`")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return re.sub(r"url\(\.\./([^)]+)\)", lambda match: f"url({static(match.group(1))})", text).strip()


@lru_cache(maxsize=1)
def _read_once() -> str:
    return _read()


def stylesheet() -> str:
    """The built stylesheet for inlining, with its relative URLs replaced by those of the static files.

    Cached for the life of the process; with DEBUG read at every call, so that a rebuilt file shows at once.
    """
    return _read() if settings.DEBUG else _read_once()


def stylesheet_source() -> str:
    """The stylesheet's hash as a style-src source."""
    digest = hashlib.sha256(stylesheet().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class StylesheetPolicy(CSPMiddleware):
    """The Content-Security-Policy of the settings, with the inlined stylesheet allowed by its hash."""

    def get_policy_parts(self, *args: Any, **kwargs: Any) -> PolicyParts:
        parts = super().get_policy_parts(*args, **kwargs)
        parts.update = {**(parts.update or {}), "style-src": [stylesheet_source()]}
        return parts
