from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from center.records import facets
from center.records.addresses import find_by_address, moved
from center.records.cached_pages import cached_page
from center.sources.finding import Answers, find
from center.sources.models import Source, SourceQuerySet

SOURCES_PER_PAGE = 30


@cached_page("kind", "sector", "page")
def source_list(request: HttpRequest) -> HttpResponse:
    """All sources, searched by words, filtered by kind and sector.

    At most five queries, besides those of every page's header.
    """
    search = facets.search_of(request.GET)
    kinds = facets.chosen(request.GET, "kind", Source.Kind.values)
    sectors = facets.chosen(request.GET, "sector", Source.Sector.values)
    found = Source.objects.published().containing(search)
    shown = [facet for facet in _facets(found, kinds, sectors) if facet.choices]
    rows = _within(found, kinds, sectors).for_rows().order_by("sort_key", "pk")
    context = {
        "page": Paginator(rows, SOURCES_PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "facets": shown,
        "chips": facets.chips(request.GET, shown),
    }
    return render(request, "center/sources/source_list.html", context)


def _within(found: SourceQuerySet, kinds: tuple[str, ...], sectors: tuple[str, ...]) -> SourceQuerySet:
    found = found.filter(kind__in=kinds) if kinds else found
    return found.filter(sector__in=sectors) if sectors else found


def _facets(found: SourceQuerySet, kinds: tuple[str, ...], sectors: tuple[str, ...]) -> list[facets.Facet]:
    """Facets of kinds and sectors, each counted within the other's selection. Two queries."""
    kind_labels = {kind.value: str(kind.label) for kind in Source.Kind}
    sector_labels = {sector.value: str(sector.label) for sector in Source.Sector}
    of_kinds = facets.count(_within(found, (), sectors), "kind")
    of_sectors = facets.count(_within(found, kinds, ()), "sector")
    return [
        facets.describe("kind", _("ด้าน"), kind_labels, of_kinds, kinds),
        facets.describe("sector", _("ภาคส่วน"), sector_labels, of_sectors, sectors),
    ]


@cached_page()
def source_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One source: what it offers, who may apply and how, lessons about it, similar sources."""
    source = find_by_address(Source.objects.published().for_rows(), address)
    if response := moved(request, source):
        return response
    context = {
        "source": source,
        "lessons": source.lessons.published().for_rows()[:3],
        "similar": Source.objects.published().filter(kind=source.kind).exclude(pk=source.pk).order_by("sort_key")[:4],
    }
    return render(request, "center/sources/source_detail.html", context)


@cached_page()
def which_source(request: HttpRequest) -> HttpResponse:
    """Which source fits me: three questions in one GET form; nothing is stored."""
    answers = Answers.read(request.GET)
    context = {"answers": answers, "questions": answers.questions(), "found": find(answers) if answers.asked else None}
    return render(request, "center/sources/source_which.html", context)
