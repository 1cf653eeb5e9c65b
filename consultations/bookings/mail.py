"""Every message that appointments send: to the visitor, and the calls to make to advisers. Each is a row of center.mail."""

from consultations.bookings.models import Booking


def booked(booking: Booking) -> None:
    """Queue what follows a new appointment."""


def moved(booking: Booking) -> None:
    """Queue what follows a change of time or adviser."""


def confirmed(booking: Booking) -> None:
    """Queue what follows the adviser's yes."""


def cancelled(booking: Booking, *, by_staff: bool) -> None:
    """Queue what follows a cancellation."""


def brought_back(booking: Booking) -> None:
    """Queue what follows an undone cancellation."""
