"""The share picture of an event for LINE and Facebook: title, time, place and QR code."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from center.drawing.notices import NoticeTexts
from consultations.outreach import texts
from consultations.outreach.addresses import event_link
from consultations.outreach.models import OutreachEvent


def texts_of(event: OutreachEvent) -> NoticeTexts:
    """The texts of an event's picture in the active language. No query beside the office status."""
    return NoticeTexts(
        title=event.name,
        kind=texts.state_in_words(event) or _("ขอเชิญร่วมกิจกรรม"),
        when=texts.when(event),
        where=texts.where(event),
        center=_("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า"),
        sample=_("ตัวอย่าง") if settings.DEMO else "",
        address=event_link(event),
    )


def address_of(event: OutreachEvent) -> str:
    """The picture's absolute URL. It holds the version, since LINE caches pictures by URL."""
    query = urlencode({"v": texts_of(event).version})
    return f"{settings.SITE_URL}{reverse('consultations:event_share', args=[event.pk])}?{query}"
