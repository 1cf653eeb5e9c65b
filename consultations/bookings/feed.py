"""An adviser's appointments for the calendar of their phone, at a secret address."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from consultations.bookings import ical
from consultations.bookings.models import Booking
from consultations.calendar.models import CalendarSettings

# Days back: enough to see yesterday's appointments where a phone was off for a while.
DAYS_BACK = dt.timedelta(days=30)


@require_safe
def adviser_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Time, place and number of the open appointments of whoever has the key; 404 for an old or unknown one."""
    settings = CalendarSettings.objects.filter(feed_key=key).select_related("speaker__person").first()
    if settings is None or not settings.speaker.active:
        raise Http404
    recent = Booking.objects.open().filter(speaker=settings.speaker, starts_at__gt=timezone.now() - DAYS_BACK)
    calendar = ical.feed(settings.speaker, recent.for_rows().order_by("starts_at", "pk"))
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, no_store=True, private=True)
    return response
