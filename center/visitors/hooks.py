"""What the pages of visitors add to lists of the whole website."""

from django.utils.translation import gettext_lazy as _

from center.records.pages import PAGES, SERVICE, Page

PAGES.add(
    Page("pages:my_matters", _("ติดตามเรื่องของฉัน"), SERVICE, 90, "my matters ติดตาม เลขที่นัด เลื่อนนัด ยกเลิกนัด สถานะ คำขอ")
)
