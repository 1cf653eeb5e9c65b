"""Registering for an event, and the visitor's own registration behind its secret link.

Whoever has the link sees the registration, so it shows neither name nor phone; giving seats back asks for the phone's
last four digits. A GET or HEAD, such as that of a link scanner, changes nothing.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from center.office.maps import map_links
from center.office.status import office_status
from center.records.states import StateChange
from center.visitors import secret_links
from consultations.bookings.views.calendar_file import calendar_file
from consultations.outreach import free_seats, ical, registrations, seats, texts
from consultations.outreach.addresses import event_page, own_page
from consultations.outreach.forms import CancelForm, LeaveForm, RegisterForm, ShrinkForm
from consultations.outreach.free_seats import FreeSeats
from consultations.outreach.models import OutreachEvent, Registration, Session
from consultations.outreach.refusals import PartyTooLarge, Refused, sentence_of
from consultations.outreach.registrations import Registrant

# --- Registering ---------------------------------------------------------------------------------------------------


def event_register(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form, and registering with it. The same form sent again leads to the same registration."""
    event = get_object_or_404(OutreachEvent.objects.published().for_rows(), pk=pk)
    free = FreeSeats.of(event.sessions.with_queue())
    if request.method != "POST":
        is_open = event.takes_newcomers and free.any_to_register_for
        if not is_open:
            return redirect(event_page(event))
        return _form_page(request, event, RegisterForm(event=event, seats=free))
    form = RegisterForm(request.POST, event=event, seats=free)
    if not (form.is_valid() and form.may_be_sent(request, kind="registration", rows=Registration.objects)):
        return _form_page(request, event, form)
    try:
        registration = _register(event, form)
    except PartyTooLarge as refusal:
        form.add_error("party_size", sentence_of(refusal))
    except Refused as refusal:
        form.add_error(None, sentence_of(refusal))
    else:
        if _is_the_one(registration, event, form):
            return redirect(own_page(registration))
        return _registered_before(request, registration)
    return _form_page(request, event, form)


def _register(event: OutreachEvent, form: RegisterForm) -> Registration:
    """Raises as the rule does."""
    return registrations.register(
        event=event,
        sessions=form.chosen,
        party_size=form.cleaned_data["party_size"],
        registrant=Registrant(**form.values, language=get_language() or "th"),
        form_key=form.form_key,
    )


def _is_the_one(registration: Registration, event: OutreachEvent, form: RegisterForm) -> bool:
    """Whether the registration is what this form asked for, and not an earlier one that the same form made."""
    wanted = (event.pk, form.cleaned_data["party_size"], form.cleaned_data["name"], form.cleaned_data["phone"])
    made = (registration.event_id, registration.party_size, registration.name, registration.phone)
    return registration.is_coming and made == wanted


def _form_page(request: HttpRequest, event: OutreachEvent, form: RegisterForm) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "seats": form.seats,
        "seats_left": free_seats.of_event_in_words(event, form.seats),
        "when": texts.when(event),
        "where": texts.where(event),
    }
    return render(request, "consultations/outreach/register.html", context, status=422 if form.errors else 200)


def _registered_before(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The form made a registration before: what stands is shown, and where it can be changed."""
    context = {
        "registration": registration,
        "people": texts.people(registration.party_size),
        "own_url": own_page(registration),
        "register_url": reverse("consultations:event_register", args=[registration.event_id]),
    }
    return render(request, "consultations/outreach/registered_before.html", context)


# --- The visitor's own registration ---------------------------------------------------------------------------------


@secret_links.secret_page
def own_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Number, time, place, seats or places in the queue; and how to come with fewer, to cancel, forward, remember it.

    At most five queries.
    """
    return _own_page(request, _find(token))


@secret_links.secret_act
def cancel_registration(request: HttpRequest, token: str) -> HttpResponseBase:
    """Nobody of the party comes."""
    registration = _find(token)
    form = CancelForm(request.POST, registration=registration)
    return _act(request, registration, form, lambda: registrations.cancel(registration))


@secret_links.secret_act
def shrink_registration(request: HttpRequest, token: str) -> HttpResponseBase:
    """Fewer people come."""
    registration = _find(token)
    form = ShrinkForm(request.POST, registration=registration)
    return _act(
        request,
        registration,
        form,
        lambda: registrations.shrink(registration, party_size=form.cleaned_data["party_size"]),
    )


@secret_links.secret_act
def leave_session(request: HttpRequest, token: str) -> HttpResponseBase:
    """The party doesn't come to one of its sessions."""
    registration = _find(token)
    sessions = {session.pk: session for session in _sessions_to_leave(registration)}
    form = LeaveForm(request.POST, registration=registration, sessions=list(sessions.values()))
    return _act(
        request,
        registration,
        form,
        lambda: registrations.leave(registration, session=sessions[form.cleaned_data["session"]]),
    )


@secret_links.secret_page
def registration_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The event as a calendar file, with the registration's number."""
    registration = _find(token)
    if not registration.is_coming:
        raise Http404
    return calendar_file(ical.of_registration(registration), f"registration-{registration.reference}.ics")


def _find(token: str) -> Registration:
    """Three queries. Raises Http404."""
    registration = secret_links.find(Registration.objects.for_rows(), token)
    for place in registration.places.all():
        place.session.event = registration.event
    return registration


def _act(
    request: HttpRequest, registration: Registration, form: CancelForm, rule: Callable[[], object]
) -> HttpResponseBase:
    """Follow the rule if the digits are right; wrong ones count (center.visitors.digits)."""
    if form.passes():
        try:
            rule()
        except Refused as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            return redirect(own_page(registration))
    return _own_page(request, registration, form, status=422)


def _sessions_to_leave(registration: Registration) -> list[Session]:
    """The sessions to come, if there is another one to stay in."""
    places = list(registration.places.all())
    now = timezone.now()
    return [place.session for place in places if place.session.starts_at > now] if len(places) > 1 else []


def _may_change(registration: Registration) -> bool:
    """Whether the visitor can give seats back: not once the event has begun, but as long as it has no new day."""
    event = registration.event
    is_to_come = not event.has_begun if event.is_planned else event.state == OutreachEvent.State.POSTPONED
    return registration.is_coming and is_to_come


def _own_page(
    request: HttpRequest, registration: Registration, form: CancelForm | None = None, *, status: int = 200
) -> HttpResponse:
    """form: the one that was refused."""
    event = registration.event
    places = list(registration.places.all())
    text = texts.own_to_forward(registration)
    context: dict[str, Any] = {
        "registration": registration,
        "event": event,
        "event_url": event_page(event) if event.is_published else "",
        "when": texts.when(event),
        "where": texts.where(event),
        "state": texts.state_in_words(event),
        "places": _places_in_words(registration),
        "has_seats": not places or any(not place.is_waiting for place in places),
        "cancelled_by_staff": not registration.is_coming and _cancelled_by_staff(registration),
        "maps": map_links(event.place or office_status().center),
        "text": text,
        "line_url": f"https://line.me/R/share?text={quote(text)}",
        "refused": form,
        "can_change": _may_change(registration),
    }
    if context["can_change"]:
        context |= _forms(registration, form)
    return render(request, "consultations/outreach/own_registration.html", context, status=status)


def _places_in_words(registration: Registration) -> list[tuple[str, str, str]]:
    """Times, title and seat of each session; that one has a seat is said only where there is a limit."""
    places = list(registration.places.all())
    positions = seats.positions_of(places)
    return [
        (
            texts.session_times(place.session),
            place.session.title,
            seats.place_in_words(positions.get(place.pk, 0)) if place.session.capacity is not None else "",
        )
        for place in places
    ]


def _forms(registration: Registration, refused: CancelForm | None) -> dict[str, Any]:
    """What the visitor may change, each with its address; the refused form stands in place of its like."""
    token = secret_links.token_of(registration.link_key)
    sessions = _sessions_to_leave(registration)
    offered: list[tuple[str, str, CancelForm]] = [
        ("cancel", "cancel_registration", CancelForm(registration=registration)),
    ]
    if registration.party_size > 1:
        offered.append(("shrink", "shrink_registration", ShrinkForm(registration=registration)))
    if sessions:
        offered.append(("leave", "leave_session", LeaveForm(registration=registration, sessions=sessions)))
    found: dict[str, Any] = {}
    for name, view, form in offered:
        found[f"{name}_form"] = refused if refused and refused.prefix == form.prefix else form
        found[f"{name}_url"] = reverse(f"consultations:{view}", args=[token])
    found["calendar_url"] = reverse("consultations:registration_calendar", args=[token])
    return found


def _cancelled_by_staff(registration: Registration) -> bool:
    change = registration.state_changes.filter(after=Registration.State.CANCELLED).first()
    return change is not None and change.actor == StateChange.Actor.STAFF
