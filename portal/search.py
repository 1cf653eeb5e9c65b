"""One search over everything the public may see: products, producers, sources, documents, news, lessons, pages.

Every kind is searched in its own folded column with the same words and synonyms. A search costs at most 13 queries
beside what every page says of the center, however much there is: one for the words, seven for products (five more when
they changed since the last search), one for each other kind; a suggestion where nothing was found takes the place of
the products' pictures.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalog.products.models import Producer
from catalog.products.wording import is_royal
from catalog.showcase import showcase
from catalog.showcase.criteria import Criteria
from center.documents.models import Document
from center.lessons.models import Lesson
from center.news.models import Announcement
from center.office.status import the_desk
from center.records.facets import search_of
from center.records.search import Synonym
from center.sources.models import Source
from center.templatetags.center import bilingual, spoken
from portal.pages import SECTIONS
from thai.django.fields import SEPARATOR
from thai.django.templatetags.thai import thai_date
from thai.folding import bigrams, fold
from thai.spelling import NEAR, nearest

# Shown of each kind; the rest stands behind "see all".
EACH = 5


@dataclass(frozen=True)
class Hit:
    """One found thing: a title as HTML or text, where it is, and a line about it."""

    title: Any
    url: str
    note: Any = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind: how many, the first few, and where all of them are listed (empty: all are here)."""

    name: str
    label: str
    count: int
    hits: list[Hit]
    all_url: str = ""

    @property
    def more(self) -> bool:
        return bool(self.all_url) and self.count > len(self.hits)


@dataclass(frozen=True)
class Kind:
    """A searchable kind of row beside the products."""

    name: str
    label: Callable[[], str]
    rows: Callable[[], QuerySet]
    note: Callable[[Any], Any]
    list_view: str


KINDS = (
    Kind(
        "producers",
        lambda: _("ผู้ผลิต OTOP"),
        lambda: Producer.objects.published().for_rows().order_by("sort_key", "pk"),
        lambda row: spoken(row.place_text),
        "catalog:producer_list",
    ),
    Kind(
        "sources",
        lambda: _("แหล่งสนับสนุน"),
        lambda: Source.objects.published().order_by("sort_key", "pk"),
        lambda row: f"{row.get_kind_display()} · {row.get_sector_display()}",
        "pages:source_list",
    ),
    Kind(
        "documents",
        lambda: _("เอกสารและแบบฟอร์ม"),
        lambda: Document.objects.published().order_by("sort_key", "pk"),
        lambda row: bilingual(row, "purpose"),
        "pages:document_list",
    ),
    Kind(
        "news",
        lambda: _("ข่าวสาร"),
        lambda: Announcement.objects.published().order_by("-published_at", "-pk"),
        lambda row: f"{row.get_kind_display()} · {thai_date(row.published_at)}",
        "pages:news_list",
    ),
    Kind(
        "lessons",
        lambda: _("แลกเปลี่ยนเรียนรู้"),
        lambda: Lesson.objects.published().order_by("-published_at", "-pk"),
        lambda row: bilingual(row, "summary"),
        "pages:lesson_list",
    ),
)


def search(request: HttpRequest) -> HttpResponse:
    """Everything that holds the words, grouped by kind."""
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
    """The groups in which something was found, in the order of the page, and, if in none, a name that looks alike."""
    names = _names_of_the_center()
    words = Synonym.objects.expand(typed, also=[names])
    if not words:
        return [], ""
    products, asked = _products(typed)
    groups = [products, *(_rows(kind, words, typed) for kind in KINDS), _pages(words, names)]
    found = [group for group in groups if group.count]
    return found, "" if found else asked or _nearest(typed)


def _products(typed: str) -> tuple[Group, str]:
    found = showcase.search(Criteria(search=typed, sort="best"))
    rows = showcase.load(found.ids[: min(found.hits, EACH)])
    hits = [Hit(bilingual(row, "name"), row.get_absolute_url(), _product_note(row)) for row in rows]
    url = _all("catalog:product_list", typed)
    return Group("products", _("สินค้า OTOP"), found.hits, hits, url), found.nearest


def _product_note(product) -> str:
    return f"{product.producer.name} · {product.price_text}"


def _rows(kind: Kind, words: list[list[str]], typed: str) -> Group:
    """The rows of one kind, those whose name begins with the search first. One query, count included."""
    rows = kind.rows().holding(words)
    begins = Case(When(search_text__startswith=fold(typed), then=Value(0)), default=Value(1))
    ordered = rows.annotate(total=Window(Count("pk"))).order_by(begins, *rows.query.order_by)
    found = list(ordered[:EACH])
    hits = [Hit(bilingual(row, "name"), row.get_absolute_url(), kind.note(row)) for row in found]
    return Group(kind.name, kind.label(), found[0].total if found else 0, hits, _all(kind.list_view, typed))


def _names_of_the_center() -> list[str]:
    """Its name, its former one and what people call it, as its row says: to search by one is to search by all of them.

    No query of the search's own: every page reads the center's row.
    """
    center = the_desk().center
    return [name for name in center.search_names() if name] if center else []


def _pages(words: list[list[str]], names: list[str]) -> Group:
    """The center's own pages, by their title and by what else people call them; names are the center's. No query."""
    hits = []
    for _title, pages in SECTIONS:
        for page in pages:
            called = names if page.of_the_center else []
            text = SEPARATOR.join(fold(part) for part in (str(page.title), *page.words.split(), *called))
            if all(any(spelling in text for spelling in word) for word in words):
                hits.append(Hit(page.title, page.url))
    return Group("pages", _("หน้าของศูนย์"), len(hits), hits)


def _all(view: str, typed: str) -> str:
    return f"{reverse(view)}?{urlencode({'q': typed})}"


def _nearest(typed: str) -> str:
    """The name, of any kind but products, that looks most like what was typed; empty if none looks alike. One query."""
    names = [kind.rows().order_by().values_list("name_th", flat=True) for kind in KINDS]
    return most_alike(typed, names[0].union(*names[1:]))


def most_alike(typed: str, names: Iterable[str]) -> str:
    """Of names the one that what was typed may have meant; empty if none is near enough, and always for royal names."""
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
