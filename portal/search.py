"""Search over everything public: products, producers, sources, networks, groups, documents, news, lessons, events, pages.

Each kind is searched in its own folded column, with the same words and synonyms. At most 17 queries beside the office
status, however many rows: one for the synonyms, seven for products (six more when the index must be rebuilt), one for
each other kind; a suggestion, made where nothing was found, costs no more than the products' pictures it replaces.
"""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalog.products.wording import is_royal
from center.office.status import office_status
from center.records.cached_pages import cached_page
from center.records.facets import search_of
from center.records.pages import sections
from center.records.search import Synonym
from center.records.site_search import KINDS, Group, Hit
from thai.django.fields import SEPARATOR
from thai.folding import bigrams, fold
from thai.spelling import NEAR, nearest


@cached_page()
def search(request: HttpRequest) -> HttpResponse:
    """The results, grouped by kind."""
    typed = search_of(request.GET)
    groups, asked = find(typed) if typed else ([], "")
    context = {
        "search": typed,
        "groups": groups,
        "count": sum(group.count for group in groups),
        "nearest": asked,
    }
    return render(request, "search.html", context)


def find(typed: str) -> tuple[list[Group], str]:
    """The groups with results, in the order of the page; without any result a name of similar spelling to suggest."""
    names = _names_of_the_center()
    words = Synonym.objects.expand(typed, also=[names])
    if not words:
        return [], ""
    groups = [*(kind.find(words, typed) for kind in KINDS), _pages(words, names)]
    found = [group for group in groups if group.count]
    if found:
        return found, ""
    return [], next((group.asked for group in groups if group.asked), "") or _nearest(typed)


def _names_of_the_center() -> list[str]:
    """The center's name, former name and aliases, which are synonyms of each other. No query beside the office status."""
    center = office_status().center
    return [name for name in center.search_names() if name] if center else []


def _pages(words: list[list[str]], names: list[str]) -> Group:
    """The website's own pages, found by title and keywords; names are the center's. No query."""
    hits = []
    for _title, pages in sections():
        for page in pages:
            aliases = names if page.of_the_center else []
            text = SEPARATOR.join(fold(part) for part in (str(page.title), *page.words.split(), *aliases))
            if all(any(spelling in text for spelling in word) for word in words):
                hits.append(Hit(page.title, page.url))
    return Group("pages", _("หน้าของศูนย์"), len(hits), hits)


def _nearest(typed: str) -> str:
    """The name (of any kind but products) of the most similar spelling; empty if none is near enough. One query."""
    names = [rows for kind in KINDS if (rows := kind.names()) is not None]
    return most_alike(typed, names[0].union(*names[1:]))


def most_alike(typed: str, names: Iterable[str]) -> str:
    """The name that was probably meant; empty if none is near enough, and always for royal names."""
    pairs = bigrams(fold(typed))
    if len(pairs) < 2 or is_royal(typed):
        return ""
    folded = {name: fold(name) for name in names}
    alike = [
        name
        for name, text in folded.items()
        if sum(pair in text for pair in pairs) >= NEAR * len(pairs) and not is_royal(name, text)
    ]
    return nearest(fold(typed), alike, folded) or ""
