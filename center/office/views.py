"""The pages of the center itself: what it is, and how one reaches it."""

import datetime as dt
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from center.office.government_office import government_office
from center.office.models import Center, Closure, ServicePoint
from center.office.opening import Schedule
from center.office.status import the_desk, week_in_words
from center.office.tile_map import tiles
from center.places.models import Tambon

# How far ahead days the center is closed are announced, and how many at most.
ANNOUNCED = dt.timedelta(days=120)
MOST_CLOSURES = 12


def about(request: HttpRequest) -> HttpResponse:
    """The center in its own words: services, strategy, goal, approach, founding, further places, the source's credit."""
    desk = the_desk()
    context = {
        "center": desk.center,
        "points": ServicePoint.objects.filter(active=True).select_related("tambon"),
        "tiles": tiles(list(Tambon.objects.all())),
        "json_ld": _json_ld(desk),
    }
    return render(request, "center/office/about.html", context)


def contact(request: HttpRequest) -> HttpResponse:
    """Where and when the center is open, and the officer of the tambon that ?tambon= names."""
    desk = the_desk()
    tambons = list(Tambon.objects.select_related("officer__card__photo"))
    chosen = next((one for one in tambons if one.code == request.GET.get("tambon")), None)
    officer = chosen.officer if chosen else None
    card = getattr(officer, "card", None)
    context = {
        "center": desk.center,
        "maps": _maps(desk.center),
        "week": week_in_words(desk.schedule),
        "closures": _coming_closures(timezone.localdate(), desk.schedule),
        "tambons": tambons,
        "chosen": chosen,
        "card": card,
        "photo": getattr(card, "photo", None),
        "tiles": tiles(tambons),
        "json_ld": _json_ld(desk),
    }
    return render(request, "center/office/contact.html", context)


def _json_ld(desk) -> dict | None:
    """A demonstration site is no government office."""
    return government_office(desk.center, desk.schedule) if desk.center and not settings.DEMO else None


def _coming_closures(today: dt.date, schedule: Schedule) -> list[dict]:
    """The closures to come that take away a day on which the center would be open; no holiday on a Sunday."""
    rows = Closure.objects.between(today, today + ANNOUNCED)
    return [
        {"first": row.starts_on, "last": row.ends_on, "reason": row.shown_reason()}
        for row in rows
        if any(schedule.week[day.weekday()] for day in row.first_week())
    ][:MOST_CLOSURES]


def _maps(center: Center | None) -> dict[str, str] | None:
    """Addresses that open the map of the reader's phone: by position where it is known, else by the address in words."""
    if center is None:
        return None
    if center.latitude is not None:
        where = f"{center.latitude},{center.longitude}"
        return {"geo": f"geo:{where}?q={where}", "web": f"https://www.google.com/maps/search/?api=1&query={where}"}
    if not center.address_th:
        return None
    words = quote(center.address_th)
    return {"geo": f"geo:0,0?q={words}", "web": f"https://www.google.com/maps/search/?api=1&query={words}"}
