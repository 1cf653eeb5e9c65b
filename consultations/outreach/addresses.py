"""Addresses of outreach: an event's page, and the visitor's own pages behind secret links.

Paths are in the active language; links are absolute.
"""

from django.conf import settings
from django.urls import reverse

from center.visitors import secret_links
from consultations.outreach.models import OutreachEvent, Registration, VillageRequest

# LINE opens such a link outside of its own browser, which forgets the page.
OUTSIDE_OF_LINE = "?openExternalBrowser=1"


def event_page(event: OutreachEvent) -> str:
    """The path of the event's public page."""
    return event.get_absolute_url()


def event_link(event: OutreachEvent) -> str:
    """The same as a link for posters, texts and calendars."""
    return settings.SITE_URL + event_page(event)


def own_page(registration: Registration) -> str:
    """The path of the visitor's own registration. Whoever has it can give back seats; cancelling asks for digits."""
    return reverse("consultations:own_registration", args=[secret_links.token_of(registration.link_key)])


def own_link(registration: Registration) -> str:
    """The same as a link for messages."""
    return settings.SITE_URL + own_page(registration) + OUTSIDE_OF_LINE


def request_page(request: VillageRequest) -> str:
    """The path of the page that tells who asked how far a village's request is."""
    return reverse("consultations:own_village_request", args=[secret_links.token_of(request.link_key)])


def request_link(request: VillageRequest) -> str:
    """The same as a link for messages."""
    return settings.SITE_URL + request_page(request) + OUTSIDE_OF_LINE
