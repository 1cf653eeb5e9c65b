"""Registering for an event, and the visitor's own registration behind its secret link.

Whoever has the link sees the registration, so it shows neither name nor phone; giving seats back asks for the phone's
last four digits. A GET or HEAD, such as that of a link scanner, changes nothing.
"""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from center.office.maps import map_links
from center.office.status import office_status
from center.records.states import StateChange
from center.visitors import secret_links
from consultations.outreach import ical, texts
from consultations.outreach.addresses import event_page
from consultations.outreach.models import Registration
from consultations.outreach.views.events import calendar_file


@secret_links.secret_page
def own_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Number, time, place, seats or places in the queue; and how to come with fewer, to cancel, forward, remember it."""
    return _own_page(request, _find(token))


@secret_links.secret_page
def registration_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The event as a calendar file, with the registration's number."""
    registration = _find(token)
    if not registration.is_coming:
        raise Http404
    return calendar_file(ical.of_registration(registration), f"registration-{registration.reference}.ics")


def _find(token: str) -> Registration:
    """Three queries. Raises Http404."""
    return secret_links.find(Registration.objects.for_rows(), token)


def _own_page(request: HttpRequest, registration: Registration, *, status: int = 200) -> HttpResponse:
    event = registration.event
    text = texts.own_to_forward(registration)
    context: dict[str, Any] = {
        "registration": registration,
        "event": event,
        "event_url": event_page(event) if event.is_published else "",
        "when": texts.when(event),
        "where": texts.where(event),
        "state": texts.state_in_words(event),
        "cancelled_by_staff": not registration.is_coming and _cancelled_by_staff(registration),
        "maps": map_links(event.place or office_status().center),
        "text": text,
        "line_url": f"https://line.me/R/share?text={quote(text)}",
    }
    return render(request, "consultations/outreach/own_registration.html", context, status=status)


def _cancelled_by_staff(registration: Registration) -> bool:
    change = registration.state_changes.filter(after=Registration.State.CANCELLED).first()
    return change is not None and change.actor == StateChange.Actor.STAFF
