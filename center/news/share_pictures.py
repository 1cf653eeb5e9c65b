"""The share picture of an announcement: title, kind, deadline and QR code."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.drawing.notices import NoticeTexts
from center.news.models import Announcement
from thai.dates import long_date_time


def texts_of(announcement: Announcement) -> NoticeTexts:
    """The texts of an announcement's picture in the active language. No query."""
    when = ""
    if announcement.deadline:
        when = _("ปิดรับ %s") % long_date_time(announcement.deadline, get_language() or "th")
    return NoticeTexts(
        title=announcement.name,
        kind=str(announcement.get_kind_display()),
        when=when,
        center=_("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า"),
        sample=_("ตัวอย่าง") if settings.DEMO else "",
        address=settings.SITE_URL + announcement.get_absolute_url(),
    )


def address_of(announcement: Announcement) -> str:
    """The picture's absolute URL. It holds the version, since LINE caches pictures by URL."""
    query = urlencode({"v": texts_of(announcement).version})
    return f"{settings.SITE_URL}{reverse('pages:news_share', args=[announcement.pk])}?{query}"
