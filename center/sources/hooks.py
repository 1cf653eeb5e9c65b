"""What the sources package registers for the whole website."""

from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.access.rights import content
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.page_parts import PAGE_PARTS, PagePart
from center.records.pages import PAGES, SUPPORT, Page
from center.records.site_search import KINDS, RowKind
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.sources import demo
from center.sources.models import Source
from center.staff.menu import MENU, MenuEntry


def sources_of_network(request: HttpRequest, network: Model) -> dict[str, Any] | None:
    """The sources of a network and of the networks inside it. One query."""
    of_it = Q(network=network) | Q(network__parent=network)
    sources = list(Source.objects.published().filter(of_it).for_rows().order_by("sort_key", "pk"))
    return {"sources": sources} if sources else None


PAGES.add(
    Page(
        "pages:source_list",
        _("แหล่งสนับสนุน"),
        SUPPORT,
        10,
        "sources เงินกู้ เงินทุน กองทุน แหล่งทุน แหล่งผลิต แหล่งตลาด แหล่งความรู้",
        parts=lambda: [(label, f"kind={kind}") for kind, label in Source.Kind.choices],
    ),
    Page("pages:which_source", _("แหล่งไหนเหมาะกับฉัน"), SUPPORT, 20, "which source เลือกแหล่ง มีสิทธิ์กู้"),
)
KINDS.add(
    RowKind(
        "sources",
        30,
        _("แหล่งสนับสนุน"),
        rows=lambda: Source.objects.published().order_by("sort_key", "pk"),
        note=lambda row: f"{row.get_kind_display()} · {row.get_sector_display()}",
        list_view="pages:source_list",
    )
)
PAGE_PARTS.add(PagePart("network-sources", 10, "network", "center/sources/_of_network.html", sources_of_network))
SITEMAPS.add(RowSitemap("sources", 30, lambda: Source.objects.published()))
content("center.source")
MENU.add(MenuEntry("center.source", 330))
DEMONSTRATIONS.add(Demonstration("sources", 30, demo.load, demo.remove))
track(Source)
