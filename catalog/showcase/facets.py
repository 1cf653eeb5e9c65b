"""The showcase's facets as the page shows them: titles, labels, counts, selected values."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.showcase.criteria import PRICE_BANDS, Criteria
from catalog.showcase.index import ShowcaseIndex
from center.records import facets
from thai.dates import month_name

Labels = dict[str | int, str]


def titles_and_labels(index: ShowcaseIndex) -> dict[str, tuple[str, Labels]]:
    """Facet -> its title, and its values with their labels in the order of the page. No query."""
    language = get_language() or "th"
    return {
        "category": (_("ประเภท"), {category.code: category.name for category in index.categories}),
        "tambon": (_("ตำบล"), {tambon.code: tambon.name for tambon in index.tambons}),
        "stars": (_("ระดับดาว"), {stars: _("%(stars)s ดาว") % {"stars": stars} for stars in range(5, 0, -1)}),
        "price": (_("ราคา"), {band: price_label(band) for band in PRICE_BANDS}),
        "certificate": (_("มาตรฐานที่ได้รับ"), {kind.code: kind.short_name for kind in index.certificate_kinds}),
        "season": (_("เดือนที่มีขาย"), {month: month_name(month, language) for month in range(1, 13)}),
        "center": (_("ดูของจริง"), {"yes": _("วางแสดงที่ศูนย์")}),
    }


def describe(
    labelled: dict[str, tuple[str, Labels]], criteria: Criteria, counts: Mapping[str, Mapping[str | int, int]]
) -> list[facets.Facet]:
    """The facets that have a value to select. labelled: from titles_and_labels()."""
    described = [
        facets.describe(name, title, labels, counts[name], criteria.chosen[name])
        for name, (title, labels) in labelled.items()
    ]
    return [facet for facet in described if facet.choices]


def price_label(band: str) -> str:
    """A price band in words."""
    limits = PRICE_BANDS[band]
    if limits is None:
        return _("สอบถามราคา")
    low, high = limits
    if low == 0:
        return _("ไม่เกิน %(high)s บาท") % {"high": high}
    if high is None:
        return _("มากกว่า %(low)s บาท") % {"low": f"{low:,}"}
    return _("%(low)s–%(high)s บาท") % {"low": low + 1, "high": f"{high:,}"}
