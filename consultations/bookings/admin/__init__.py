"""The staff's pages of appointments, absences and requests to be called back."""

from consultations.bookings.admin import absence, booking, callback

__all__ = ["absence", "booking", "callback"]
