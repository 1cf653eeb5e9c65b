"""The pages about the center and how to reach it."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from center.office.duty import on_duty
from center.office.government_office import government_office
from center.office.maps import map_links
from center.office.models import Closure, ServicePoint
from center.office.opening import Schedule
from center.office.status import OfficeStatus, office_status, week_in_words
from center.office.tile_map import tiles
from center.places.models import Tambon
from center.records.cached_pages import cached_page
from center.records.pages import ABOUT, pages_of

# How far ahead closures are announced, and how many at most.
ANNOUNCED = dt.timedelta(days=120)
MOST_CLOSURES = 12


@cached_page()
def about(request: HttpRequest) -> HttpResponse:
    """The center in its own words: services, strategy, goal, approach, founding, further places, the source's credit, and
    the pages that stand behind it: committee, networks, groups, whatever packages register in its section."""
    status = office_status()
    context = {
        "center": status.center,
        "points": ServicePoint.objects.filter(active=True).select_related("tambon"),
        "tiles": tiles(list(Tambon.objects.all())),
        "on_duty": on_duty(timezone.localdate(), status.schedule),
        "pages": pages_of(ABOUT, without=("home", "pages:about", "pages:contact", "pages:news_list")),
        "json_ld": _json_ld(status),
    }
    return render(request, "center/office/about.html", context)


@cached_page("tambon")
def contact(request: HttpRequest) -> HttpResponse:
    """Where and when the center is open, and the officer of the tambon that ?tambon= names."""
    status = office_status()
    tambons = list(Tambon.objects.select_related("officer__card__photo"))
    chosen = next((tambon for tambon in tambons if tambon.code == request.GET.get("tambon")), None)
    officer = chosen.officer if chosen else None
    card = getattr(officer, "card", None)
    context = {
        "center": status.center,
        "maps": map_links(status.center),
        "week": week_in_words(status.schedule),
        "on_duty": on_duty(timezone.localdate(), status.schedule),
        "closures": _coming_closures(timezone.localdate(), status.schedule),
        "tambons": tambons,
        "chosen": chosen,
        "card": card,
        "photo": getattr(card, "photo", None),
        "tiles": tiles(tambons),
        "json_ld": _json_ld(status),
    }
    return render(request, "center/office/contact.html", context)


def _json_ld(status: OfficeStatus) -> dict[str, object] | None:
    """Structured data of the center; None on a demonstration site, which is no government office."""
    return government_office(status.center, status.schedule) if status.center and not settings.DEMO else None


def _coming_closures(today: dt.date, schedule: Schedule) -> list[dict[str, object]]:
    """Coming closures that fall on a day with opening hours: a holiday on a Sunday is left out."""
    rows = Closure.objects.between(today, today + ANNOUNCED)
    return [
        {"first": row.starts_on, "last": row.ends_on, "reason": row.shown_reason()}
        for row in rows
        if any(schedule.week[day.weekday()] for day in row.first_week())
    ][:MOST_CLOSURES]
