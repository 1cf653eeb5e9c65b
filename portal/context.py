"""Context processor: variables of every template."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override

from center.office.status import in_words, office_status


def site(request: HttpRequest) -> dict[str, object]:
    """Variables of base.html and its parts.

    demo: whether this is a demonstration site; here: the name of the page's view, empty where there is none; other_language and
    other_language_url: the same page, with its search and filters, in the other language; canonical_url: this page's
    own address with its page number, without search and filters; office_status: the center and whether it is open, read
    lazily.
    """
    other = "en" if get_language() == "th" else "th"
    here = request.get_full_path()
    return {
        "demo": settings.DEMO,
        "here": request.resolver_match.view_name if request.resolver_match else "",
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + urlsplit(here).path + _page_number(request),
        "office_status": SimpleLazyObject(_office_status),
        "other_language": other,
        "other_language_url": _in_language(request, other),
    }


def _office_status() -> dict[str, object]:
    """center: its row or None; opening: open or closed, None without hours; text: that in words, empty without hours;
    version: another one when the center's row or its hours change, for parts that are kept.
    """
    status, now = office_status(), timezone.now()
    opening = status.opening(now)
    return {
        "center": status.center,
        "opening": opening,
        "text": in_words(opening, now) if opening else "",
        "version": status.version,
    }


def _in_language(request: HttpRequest, language: str) -> str:
    """The same page, with its query string, in another language; itself where it has one language only.

    As django.urls.translate_url, without resolving once more what is resolved.
    """
    here = request.get_full_path()
    match = request.resolver_match
    if match is None:
        return here
    try:
        with override(language):
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except NoReverseMatch:  # a view without a name
        return here
    _, mark, query = here.partition("?")
    return f"{path}{mark}{query}"


def _page_number(request: HttpRequest) -> str:
    """The page number as a query string; empty on the first page, and for a query string that Django refuses."""
    try:
        page = request.GET.get("page", "")
    except SuspiciousOperation:
        return ""
    return f"?page={page}" if page.isascii() and page.isdigit() and int(page[:9]) > 1 else ""
