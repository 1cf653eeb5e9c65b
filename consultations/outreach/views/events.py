"""The public pages of events: the list, one event, its poster, calendar and share picture."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from center.drawing.notices import jpeg
from center.office.maps import map_links
from center.office.status import office_status
from center.people.models.network import KINDS
from center.pictures.views import drawn_picture
from center.places.models import Tambon
from center.records import facets
from center.records.addresses import find_by_address, line_share_url, moved
from center.records.cached_pages import cached_page
from consultations.bookings.views.calendar_file import calendar_file
from consultations.outreach import free_seats, ical, linked_data, share_pictures, texts
from consultations.outreach.addresses import event_link
from consultations.outreach.free_seats import FreeSeats
from consultations.outreach.models import EventPicture, OutreachEvent, Session
from consultations.outreach.models.event import EventQuerySet

EVENTS_PER_PAGE = 20
# Of the feed: the past stays so long, and there are never more.
FEED_BACK = dt.timedelta(days=90)
MOST_IN_FEED = 200


# --- The list ------------------------------------------------------------------------------------------------------


@cached_page("past", "tambon", "kind", "page")
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Events to come, the next first, or with ?past=1 those that took place; found by words, tambon and kind of source.

    Eight queries at most.
    """
    search = facets.search_of(request.GET)
    past = request.GET.get("past") == "1"
    events: EventQuerySet = OutreachEvent.objects.published().containing(search)
    found = events.past() if past else events.upcoming()
    shown, rows = _facets(request, found)
    page = Paginator(rows.for_rows().prefetch_related(*_of_rows()), EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(event) for event in page],
        "search": search,
        "past": past,
        "facets": shown,
        "chips": facets.chips(request.GET, shown),
    }
    return render(request, "consultations/outreach/event_list.html", context)


def row_of(event: OutreachEvent) -> dict[str, Any]:
    """What a row of events prints. No query if the sessions are prefetched with their queues."""
    seats = FreeSeats.of(event.sessions.all())
    return {
        "event": event,
        "when": texts.when(event),
        "where": texts.place_name(event),
        "state": texts.state_in_words(event),
        "seats": free_seats.of_event_in_words(event, seats),
    }


def _of_rows() -> list[Any]:
    return [Prefetch("sessions", Session.objects.with_queue()), Prefetch("pictures", EventPicture.objects.shown())]


def _facets(request: HttpRequest, found: EventQuerySet) -> tuple[list[facets.Facet], EventQuerySet]:
    """The filters with their counts, each with its own selection left out, and the events within all of them."""
    tambons = {row.code: row.name for row in Tambon.objects.order_by("sort_key")}
    kinds = {kind: str(OutreachEvent._meta.get_field(field).verbose_name) for kind, field in KINDS.items()}  # type: ignore[union-attr]
    chosen_tambons = facets.chosen(request.GET, "tambon", tambons)
    chosen_kinds = facets.chosen(request.GET, "kind", kinds)
    of_kinds = found.filter(_of_kinds(chosen_kinds))
    by_tambon = facets.count(of_kinds, "place__tambon_id")
    of_tambons = found.filter(place__tambon__in=chosen_tambons) if chosen_tambons else found
    by_kind = of_tambons.order_by().aggregate(
        **{kind: models.Count("pk", models.Q(**{field: True})) for kind, field in KINDS.items()}
    )
    shown = [
        facets.describe("tambon", _("ตำบล"), tambons, by_tambon, chosen_tambons),
        facets.describe("kind", _("เรื่อง"), kinds, by_kind, chosen_kinds),
    ]
    rows = of_tambons.filter(_of_kinds(chosen_kinds))
    return [facet for facet in shown if facet.choices], rows


def _of_kinds(chosen: tuple[str, ...]) -> Q:
    condition = Q()
    for kind in chosen:
        condition |= Q(**{KINDS[kind]: True})
    return condition


# --- One event -----------------------------------------------------------------------------------------------------


@cached_page()
@require_safe
def event_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One event: programme, seats, how to register; once it is over, what came of it. Cancelled, it stays and says so."""
    event = find_by_address(_events(), address)
    if response := moved(request, event):
        return response
    sessions = list(event.sessions.with_queue().prefetch_related("speakers__person"))
    for session in sessions:
        session.event = event
    seats = FreeSeats.of(sessions)
    context = _words(event) | {
        "programme": [_line_of(session) for session in sessions],
        "seats": seats,
        "can_register": event.takes_newcomers and seats.any_to_register_for,
        "maps": map_links(event.place or office_status().center),
        "networks": [network for network in event.networks.all() if network.is_published],
        "organizations": list(event.organizations.all()),
        "pictures": list(EventPicture.objects.shown().filter(event=event)) if event.has_ended else [],
        "line_share_url": line_share_url(event),
        "share_picture": share_pictures.address_of(event),
        "page_address": event_link(event),
        "json_ld": linked_data.event(event, sessions),
    }
    return render(request, "consultations/outreach/event_detail.html", context)


@cached_page()
@require_safe
def event_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The event on A4 for boards and shops, with a QR code of its page."""
    event = get_object_or_404(_events(), pk=pk)
    sessions = list(event.sessions.all())
    for session in sessions:
        session.event = event
    context = _words(event) | {
        "programme": [_line_of(session, with_seats=False) for session in sessions],
        "today": timezone.localdate(),
        "link": event_link(event),
    }
    return render(request, "consultations/outreach/poster_print.html", context)


@require_safe
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The event as a calendar file."""
    event = get_object_or_404(_events(), pk=pk)
    return calendar_file(ical.of_event(event), f"event-{event.pk}.ics")


@require_safe
def events_feed(request: HttpRequest) -> HttpResponse:
    """All events to come and those of the last 90 days, for programs that subscribe. One query."""
    since = timezone.now() - FEED_BACK
    events = OutreachEvent.objects.published().filter(ends_at__gt=since).for_rows().order_by("starts_at", "pk")
    response = HttpResponse(ical.feed(events[:MOST_IN_FEED]), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def event_share(request: HttpRequest, pk: int) -> HttpResponse:
    """The event's share picture for LINE, 1200 x 630 pixels."""
    picture = share_pictures.texts_of(get_object_or_404(_events(), pk=pk))
    return drawn_picture(request, picture.version, lambda: (jpeg(picture), picture.version))


def _events() -> EventQuerySet:
    events: EventQuerySet = OutreachEvent.objects.published()
    return events.for_rows()


def _words(event: OutreachEvent) -> dict[str, Any]:
    return {
        "event": event,
        "when": texts.when(event),
        "where": texts.where(event),
        "state": texts.state_in_words(event),
    }


def _line_of(session: Session, *, with_seats: bool = True) -> dict[str, Any]:
    """A line of the programme. with_seats: needs with_queue()."""
    return {
        "session": session,
        "times": texts.session_times(session),
        "seats": free_seats.in_words(session) if with_seats and not session.event.has_begun else "",
    }
