"""Requests to be called back: what staff note about the call."""

from django.db import transaction
from django.http import HttpRequest

from center.access.models import User
from center.records.states import move
from consultations.bookings.models import Booking, CallbackRequest

State = CallbackRequest.State
CHANGE_CALLBACK = "consultations.change_callbackrequest"


def called(callback: CallbackRequest, *, by: User) -> bool:
    """The visitor was called. Returns whether that is new."""
    return move(callback, State.CALLED, by=by)


def not_reached(callback: CallbackRequest, *, by: User) -> bool:
    """Nobody answered, and staff leave it at that. Returns whether that is new."""
    return move(callback, State.DROPPED, by=by)


def undo(callback: CallbackRequest, *, by: User) -> bool:
    """It waits again. Returns whether that is new."""
    return move(callback, State.WAITING, by=by)


def note_booking(callback: CallbackRequest, booking: Booking, *, by: User) -> None:
    """The call led to an appointment."""
    with transaction.atomic():
        move(callback, State.CALLED, by=by, again=callback.booking_id != booking.pk, booking=booking)


def callback_of(request: HttpRequest) -> CallbackRequest | None:
    """The request that the page's address names, for whoever may change it; its name and number stay out of addresses."""
    named = request.GET.get("callback", "")
    if not (named.isdecimal() and len(named) < 10 and request.user.has_perm(CHANGE_CALLBACK)):
        return None
    return CallbackRequest.objects.filter(pk=int(named)).select_related("topic").first()
