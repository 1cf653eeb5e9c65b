"""Appointments in addresses: the start of one, and the visitor's own page."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from center.visitors import secret_links
from consultations.bookings.models import Booking
from thai.dates import BANGKOK

FORMAT = "%Y-%m-%d-%H%M"


class StartConverter:
    """A start in Bangkok's time, 2026-10-01-0900, as an aware moment of the years 2000 to 2199."""

    regex = "2[01][0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{4}"

    def to_python(self, value: str) -> dt.datetime:
        return dt.datetime.strptime(value, FORMAT).replace(tzinfo=BANGKOK)

    def to_url(self, value: dt.datetime) -> str:
        return start_in_address(value)


def start_in_address(moment: dt.datetime) -> str:
    """2026-10-01-0900. The moment is aware."""
    return moment.astimezone(BANGKOK).strftime(FORMAT)


def start_of(text: str) -> dt.datetime | None:
    """The moment of such a text; None for anything else."""
    try:
        moment = StartConverter().to_python(text)
    except ValueError:
        return None
    return moment if 2000 <= moment.year < 2200 else None


def own_page(booking: Booking) -> str:
    """The path of the visitor's own page, in the active language. Whoever has it can move the appointment."""
    return reverse("consultations:own_booking", args=[secret_links.token_of(booking.link_key)])


def moving_page(booking: Booking) -> str:
    """The path of the page that moves the appointment; below that of its own page."""
    return reverse("consultations:reschedule_booking", args=[secret_links.token_of(booking.link_key)])


def own_link(booking: Booking) -> str:
    """The same as a link for messages and QR codes; LINE opens it outside of its own browser, which forgets it."""
    return f"{settings.SITE_URL}{own_page(booking)}?openExternalBrowser=1"
