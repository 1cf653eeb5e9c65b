"""The Atom feed of announcements (RFC 4287), with dates of the Christian era as the format requires."""

import hashlib
import re

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.news.models import Announcement
from center.records.links import linked

ENTRIES = 20
# Characters that XML 1.0 doesn't allow, not even as references.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def news_atom() -> tuple[bytes, str]:
    """The feed in the active language, and its ETag. One query."""
    language = get_language() or "th"
    feed_url = settings.SITE_URL + reverse("pages:news_feed")
    feed = Atom1Feed(
        title=_("ข่าวสาร ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า"),
        link=settings.SITE_URL + reverse("pages:news_list"),
        description="",
        subtitle=_("ข่าว ฝึกอบรม ประกาศรับสมัคร และจัดซื้อจัดจ้าง"),
        language=language,
        feed_url=feed_url,
        feed_guid=feed_url,
        author_name=_("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า"),
    )
    for announcement in Announcement.objects.published().newest()[:ENTRIES]:
        feed.add_item(
            title=without_control_characters(announcement.name),
            link=settings.SITE_URL + announcement.get_absolute_url(),
            description=linked(linebreaks(without_control_characters(announcement.body), autoescape=True)),
            # Without the slug, so that an entry keeps its id when its title is corrected.
            unique_id=settings.SITE_URL + reverse("pages:news_detail", args=[announcement.pk]),
            pubdate=announcement.published_at,
            updateddate=max(announcement.updated_at, announcement.published_at),
            categories=[str(announcement.get_kind_display())],
        )
    content = feed.writeString("utf-8").encode()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def without_control_characters(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
