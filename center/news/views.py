from types import SimpleNamespace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from center.drawing.notices import jpeg
from center.news import share_pictures
from center.news.feeds import news_atom
from center.news.models import Announcement
from center.pictures.views import FIVE_MINUTES, drawn_picture
from center.records.addresses import find_by_address, line_share_url, moved
from center.records.cached_pages import cached_page
from center.records.facets import search_of

ROWS_PER_PAGE = 15
OPEN_CALLS = 3


@cached_page("kind", "page")
def news_list(request: HttpRequest) -> HttpResponse:
    """All announcements, newest first, searched by words, filtered by kind; open calls above the first page."""
    search = search_of(request.GET)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Announcement.Kind.values else ""
    announcements = Announcement.objects.published().containing(search).newest().for_rows()
    if kind:
        announcements = announcements.filter(kind=kind)
    page = Paginator(announcements, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    is_start = page.number == 1 and not search and not kind
    context = {
        "page": page,
        "search": search,
        "kind": kind,
        "kinds": [
            SimpleNamespace(value=value, label=label, selected=value == kind)
            for value, label in Announcement.Kind.choices
        ],
        "kind_label": Announcement.Kind(kind).label if kind else "",
        "open_calls": Announcement.objects.open_calls()[:OPEN_CALLS] if is_start else [],
    }
    return render(request, "center/news/news_list.html", context)


@cached_page()
def news_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One announcement with its pictures and documents."""
    announcement = find_by_address(Announcement.objects.published().prefetch_related("pictures"), address)
    if response := moved(request, announcement):
        return response
    context = {
        "announcement": announcement,
        "documents": announcement.documents.published().for_rows().order_by("sort_key", "pk"),
        "line_share_url": line_share_url(announcement),
        "share_picture": share_pictures.address_of(announcement),
        "page_address": settings.SITE_URL + announcement.get_absolute_url(),
    }
    return render(request, "center/news/news_detail.html", context)


@require_safe
def news_share(request: HttpRequest, address: str) -> HttpResponse:
    """An announcement's share picture for LINE, 1200 x 630 pixels."""
    announcement = find_by_address(Announcement.objects.published(), address)
    texts = share_pictures.texts_of(announcement)
    return drawn_picture(request, texts.version, lambda: (jpeg(texts), texts.version))


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """The newest announcements as an Atom feed in the active language."""
    content, etag = news_atom()
    response = get_conditional_response(request, etag)
    if response is None:
        response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FIVE_MINUTES}"
    return response
