"""What every template may use."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from center.office.status import in_words, the_desk


def site(request: HttpRequest) -> dict:
    """What base.html and its parts need.

    demo: is this a demonstration site; here: the name of the page's view, empty where there is none; other_language and
    other_language_url: the same page, with its search and filters, in the other language; canonical_url: this page's
    own address with its page number, without search and filters; desk: the center and whether it is open, asked for
    only where a template reads it.
    """
    other = "en" if get_language() == "th" else "th"
    here = request.get_full_path()
    return {
        "demo": settings.DEMO,
        "here": request.resolver_match.view_name if request.resolver_match else "",
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + urlsplit(here).path + _page_number(request),
        "desk": SimpleLazyObject(_desk),
        "other_language": other,
        "other_language_url": translate_url(here, other),
    }


def _desk() -> dict:
    """center: its row or None; status: open or closed or None; said: the status in words, empty where there is none."""
    desk, now = the_desk(), timezone.now()
    status = desk.status(now)
    return {"center": desk.center, "status": status, "said": in_words(status, now) if status else ""}


def _page_number(request: HttpRequest) -> str:
    """The page number as a query; empty on the first page, and where the address is so bad that the error page shows."""
    try:
        page = request.GET.get("page", "")
    except SuspiciousOperation:
        return ""
    return f"?page={page}" if page.isascii() and page.isdigit() and int(page[:9]) > 1 else ""
