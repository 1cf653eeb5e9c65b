"""What the news package registers for the whole website."""

from django.utils.translation import gettext_lazy as _

from center.access.rights import content
from center.news import demo
from center.news.models import Announcement, AnnouncementPicture
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.pages import ABOUT, PAGES, Page
from center.records.site_search import KINDS, RowKind
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.menu import MENU, MenuEntry
from thai.django.templatetags.thai import thai_date

PAGES.add(Page("pages:news_list", _("ข่าวสาร"), ABOUT, 40, "news ประกาศ อบรม รับสมัคร จัดซื้อจัดจ้าง"))
KINDS.add(
    RowKind(
        "news",
        50,
        _("ข่าวสาร"),
        rows=lambda: Announcement.objects.published().order_by("-published_at", "-pk"),
        note=lambda row: f"{row.get_kind_display()} · {thai_date(row.published_at)}",
        list_view="pages:news_list",
    )
)
SITEMAPS.add(RowSitemap("news", 50, lambda: Announcement.objects.published()))
content("center.announcement", "center.announcementpicture")
GUIDES.add(Guide("post-a-call", 30, ("center.announcement",)))
MENU.add(MenuEntry("center.announcement", 210))
DEMONSTRATIONS.add(Demonstration("news", 60, demo.load, demo.remove))
track(Announcement, AnnouncementPicture)
