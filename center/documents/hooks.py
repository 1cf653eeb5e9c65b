"""What the documents package registers for the whole website."""

from django.utils.translation import gettext_lazy as _

from center.access.rights import content
from center.documents import demo
from center.documents.models import Document, DocumentCategory, DocumentDownloads, DocumentPreview, DocumentVersion
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.languages import bilingual
from center.records.pages import PAGES, SUPPORT, Page
from center.records.site_search import KINDS, RowKind
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.menu import MENU, MenuEntry

PAGES.add(
    Page(
        "pages:document_list",
        _("เอกสารและแบบฟอร์ม"),
        SUPPORT,
        30,
        "documents forms ใบสมัคร ลงทะเบียน ดาวน์โหลด แบบคำขอ",
    )
)
KINDS.add(
    RowKind(
        "documents",
        40,
        _("เอกสารและแบบฟอร์ม"),
        rows=lambda: Document.objects.published().order_by("sort_key", "pk"),
        note=lambda row: bilingual(row, "purpose"),
        list_view="pages:document_list",
    )
)
SITEMAPS.add(RowSitemap("documents", 40, lambda: Document.objects.published()))
content("center.document", "center.documentcategory", "center.documentversion")
GUIDES.add(Guide("publish-a-form-version", 32, ("center.document",)))
MENU.add(MenuEntry("center.document", 220), MenuEntry("center.documentcategory", 608))
DEMONSTRATIONS.add(Demonstration("documents", 50, demo.load, demo.remove))
track(Document, DocumentCategory, DocumentDownloads, DocumentPreview, DocumentVersion)
