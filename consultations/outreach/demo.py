"""Demonstration events with their registrations, and villages' requests: invented, gone by one call.

What lies ahead is planned and registered for by the rules. Registrations for what lies behind are written here, since the
rules refuse them.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from center.mail.messages import messages_about
from center.people.models import Network, Organization
from center.people.models.network import KINDS
from center.pictures.taking import file_names, remove_files, replace_file
from center.places.models import Place, Tambon
from center.records.changes import written
from center.records.states import StateChange, log, move
from center.visitors.numbers import free_number
from committee.speakers.models import Speaker, Topic
from consultations.bookings.actors import By, Visitor
from consultations.bookings.bookings import book
from consultations.bookings.models import Booking, Channel
from consultations.bookings.offers import free_times_of
from consultations.calendar import claims
from consultations.calendar.schedules import center_schedule
from consultations.outreach import events, registrations, seats
from consultations.outreach.event_refusals import AdvisersTaken
from consultations.outreach.models import EventPicture, OutreachEvent, Registration, Session, VillageRequest
from consultations.outreach.models.registration import LINK_KEPT_FOR
from consultations.outreach.plans import SessionPlan
from consultations.outreach.registrations import Registrant
from thai.dates import BANGKOK, local_date
from thai.phones import normalize_phone

FOLDER = Path(__file__).parent / "demo_data"
# Begins the source_key and the form_key of demonstration rows.
MARK = "demo:"
TEXTS = ("name", "about", "for_whom")
DAYS_TRIED = 40
REQUESTS_KEPT_FOR = dt.timedelta(days=365)
STAFF = By(actor=StateChange.Actor.STAFF)
Entry = dict[str, Any]


def load() -> int:
    """Add the events and requests that are missing; returns how many. Load people, speakers and their weeks before.

    An event is left out where one of its advisers is missing or none of the days tried suits.
    """
    with open(FOLDER / "events.toml", "rb") as file:
        data = tomllib.load(file)
    with transaction.atomic():
        added = sum(_event(entry, data) for entry in data["event"])
        return added + sum(_request(entry, data) for entry in data["request"])


def remove() -> int:
    """Take the events and requests away with their pictures; returns how many.

    Also what somebody trying the demonstration did with them, and the time of its advisers that other events hold.
    """
    marked = OutreachEvent.objects.filter(source_key__startswith=MARK)
    pictures = EventPicture.objects.filter(event__in=marked)
    files = [name for picture in pictures for name in file_names(picture)]
    requests = VillageRequest.objects.filter(Q(source_key__startswith=MARK) | Q(event__in=marked))
    with transaction.atomic():
        count = marked.count() + requests.count()
        requests.delete()
        for event in marked:
            _remove(event)
        claims.free_of_speakers(list(Speaker.objects.filter(source_key__startswith=MARK).values_list("pk", flat=True)))
        _remove_places()
    remove_files(names=files)
    return count


def _remove(event: OutreachEvent) -> None:
    registered = Registration.objects.filter(event=event)
    for registration in registered:
        messages_about(registration).delete()
        registration.places.all().delete()
    registered.delete()
    sessions = list(event.sessions.values_list("pk", flat=True))
    appointments = Booking.objects.filter(session__in=sessions)
    claims.replace_of_sessions(sessions, [])
    for booking in appointments:
        messages_about(booking).delete()
    appointments.delete()
    event.attendance_sheets.all().delete()
    event.delete()


def _remove_places() -> None:
    with open(FOLDER / "events.toml", "rb") as file:
        places = tomllib.load(file)["place"]
    for entry in places:
        Place.objects.filter(name_th=entry["name_th"], tambon=entry["tambon"], events=None, bookings=None).delete()


# --- Events ----------------------------------------------------------------------------------------------------------


def _event(entry: Entry, data: Entry) -> int:
    key = MARK + entry["key"]
    advisers = _advisers(entry)
    if advisers is None or OutreachEvent.objects.filter(source_key=key).exists():
        return 0
    place = _place(entry, data)
    for day in _days(entry["in"]):
        plans = [_plan(session, day, advisers) for session in entry["sessions"]]
        try:
            with transaction.atomic():
                event = events.save(event=_row(entry, key, place), sessions=plans, by=STAFF)
        except AdvisersTaken:
            continue
        _finish(event, entry, data)
        return 1
    return 0


def _row(entry: Entry, key: str, place: Place | None) -> OutreachEvent:
    texts = {f"{name}_{language}": entry[f"{name}_{language}"] for name in TEXTS for language in ("th", "en")}
    others = ("project", "budget_source", "budget", "attended", "result_th", "result_en", "travel_minutes")
    return OutreachEvent(
        source_key=key,
        place=place,
        published_at=timezone.now() - dt.timedelta(days=max(1, 21 - entry["in"])),
        **texts,
        **{name: entry[name] for name in others if name in entry},
        **{KINDS[kind]: True for kind in entry["offers"]},
    )


def _finish(event: OutreachEvent, entry: Entry, data: Entry) -> None:
    event.networks.set(Network.objects.filter(name_th__in=entry["networks"]))
    event.organizations.set(Organization.objects.filter(name_th__in=entry["organizations"]))
    for number, (person, people) in enumerate(entry["parties"]):
        _register(event, data["people"][person], people, number)
    for number, (person, people) in enumerate(entry.get("cancelled", []), len(entry["parties"])):
        registrations.cancel(_register(event, data["people"][person], people, number))
    for number, (adviser, topic, person) in enumerate(entry.get("appointments", [])):
        _book(event, adviser, topic, data["people"][person], number)
    if "picture" in entry:
        picture = EventPicture(event=event, alt_th=entry["alt_th"], alt_en=entry["alt_en"], position=1)
        with open(FOLDER / "pictures" / f"{entry['picture']}.webp", "rb") as file:
            replace_file(picture=picture, file=File(file))
        picture.save()


def _book(event: OutreachEvent, adviser: str, topic: str, person: Entry, number: int) -> None:
    """An appointment at the first free time of an adviser's desk at the event; none where there is no such time."""
    speaker = Speaker.objects.select_related("person").get(source_key=MARK + adviser)
    subject = Topic.objects.get(source_key=MARK + topic)
    day = local_date(event.starts_at)
    times = [time for time in free_times_of([speaker], subject.minutes, first=day, last=day) if time.session]
    if not times:
        return
    key = f"{event.source_key}:desk{number}"
    visitor = Visitor(
        name=person["name"],
        phone=normalize_phone(person["phone"]),
        tambon=_tambon(person),
        outside=person.get("outside", ""),
    )
    booking = book(topic=subject, speaker=speaker, starts_at=times[0].starts_at, visitor=visitor, form_key=key[-32:])
    booking.source_key = key
    booking.save(update_fields=["source_key"])


def _advisers(entry: Entry) -> dict[str, Speaker] | None:
    """The advisers of all sessions by their keys; None where one isn't of the team."""
    keys = {key for session in entry["sessions"] for key in session.get("advisers", [])}
    active = Speaker.objects.filter(source_key__in=[MARK + key for key in keys], active=True).select_related("person")
    found = {str(speaker.source_key).removeprefix(MARK): speaker for speaker in active}
    return found if found.keys() == keys else None


def _days(ahead: int) -> Iterator[dt.date]:
    """Days on which the center is open, from so many days ahead onward, or back from so many days ago."""
    today, step = timezone.localdate(), 1 if ahead > 0 else -1
    days = [today + dt.timedelta(days=ahead + step * number) for number in range(DAYS_TRIED)]
    schedule = center_schedule(min(days), max(days))
    return (day for day in days if schedule.hours_on(day))


def _plan(session: Entry, day: dt.date, advisers: dict[str, Speaker]) -> SessionPlan:
    return SessionPlan(
        kind=session["kind"],
        desk=session.get("desk", ""),
        starts_at=dt.datetime.combine(day, session["from"], BANGKOK),
        ends_at=dt.datetime.combine(day, session["to"], BANGKOK),
        title_th=session["title_th"],
        title_en=session["title_en"],
        capacity=session.get("capacity"),
        speakers=tuple(advisers[key] for key in session.get("advisers", [])),
    )


def _place(entry: Entry, data: Entry) -> Place | None:
    if "place" not in entry:
        return None
    (found,) = (place for place in data["place"] if place["key"] == entry["place"])
    names = {"name_th": found["name_th"], "tambon_id": found["tambon"]}
    place, is_new = Place.objects.get_or_create(**names, defaults={"name_en": found["name_en"], "moo": found["moo"]})
    if is_new:
        written([place])
    return place


def _register(event: OutreachEvent, person: Entry, people: int, number: int) -> Registration:
    registrant = Registrant(
        name=person["name"],
        phone=normalize_phone(person["phone"]),
        tambon=_tambon(person),
        moo=person.get("moo"),
        outside=person.get("outside", ""),
    )
    channel = (Channel.WEB, Channel.PHONE, Channel.PAPER)[number % 3]
    form_key = f"{event.source_key}:{number}"[-32:]
    if event.has_ended:
        return _written(event, registrant, people, channel, form_key)
    return registrations.register(
        event=event,
        sessions=list(event.sessions.all()),
        party_size=people,
        registrant=registrant,
        form_key=form_key,
        channel=channel,
        by=STAFF,
    )


def _written(event: OutreachEvent, registrant: Registrant, people: int, channel: str, form_key: str) -> Registration:
    registration = Registration.objects.create(
        event=event,
        party_size=people,
        channel=channel,
        reference=free_number(event.registrations.all(), "reference"),
        form_key=form_key,
        link_expires_at=event.ends_at + LINK_KEPT_FOR,
        registered_at=event.starts_at - dt.timedelta(days=5),
        **vars(registrant),
    )
    sessions = Session.objects.filter(event=event).with_queue().order_by("pk")
    seats.take(registration, seats.with_seats(sessions))
    log(registration, actor=StateChange.Actor.VISITOR)
    return registration


# --- Requests --------------------------------------------------------------------------------------------------------


def _request(entry: Entry, data: Entry) -> int:
    key = MARK + entry["key"]
    if VillageRequest.objects.filter(source_key=key).exists():
        return 0
    texts = ("kind", "subject", "when", "people", "name", "on_behalf_of", "moo", "details", "letter_number")
    request = VillageRequest.objects.create(
        source_key=key,
        form_key=key,
        phone=normalize_phone(entry["phone"]),
        tambon=_tambon(entry),
        reference=free_number(VillageRequest.objects.all(), "reference"),
        sent_at=timezone.now() - dt.timedelta(days=entry["sent_days_ago"]),
        link_expires_at=timezone.now() + REQUESTS_KEPT_FOR,
        **{name: entry[name] for name in texts if name in entry},
    )
    log(request, actor=StateChange.Actor.VISITOR)
    if entry.get("became") == VillageRequest.State.DECLINED:
        move(request, VillageRequest.State.DECLINED, answer=entry["answer"])
    for planned in data["event"]:
        event = OutreachEvent.objects.filter(source_key=MARK + planned["key"]).first()
        if event and entry["key"] in planned.get("requests", []):
            move(request, VillageRequest.State.PLANNED, event=event)
    return 1


def _tambon(entry: Entry) -> Tambon | None:
    return Tambon.objects.filter(code=entry.get("tambon")).first()
