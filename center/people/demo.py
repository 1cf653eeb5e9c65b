"""Demonstration people with consents and portraits, groups, partner agencies and requests: invented, gone by one call."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from center.people import consent
from center.people.models import (
    Consent,
    Group,
    JoinRequest,
    Membership,
    Network,
    Organization,
    Person,
    PersonPhoto,
)
from center.pictures.taking import file_names, remove_files, replace_file
from center.records.states import StateChange, log
from center.visitors.numbers import free_number
from thai.phones import normalize_phone

FOLDER = Path(__file__).parent / "demo_data"
# Begins the source_key of every demonstration row, and the form_key of every demonstration request.
MARK = "demo:"


def load() -> int:
    """Add the people, groups, agencies and requests that are missing; returns how many rows.

    Rows that exist stay as they are. Takes about a second per portrait the first time.
    """
    groups = _read("groups.toml")
    added = sum(_once(Person, entry, _person) for entry in _read("people.toml")["person"])
    added += sum(
        _once(Organization, entry, _organization)
        for entry in groups["organization"]
        # One of this name that staff or the demonstration's sources made stays theirs.
        if not Organization.objects.filter(name_th=entry["name_th"]).exists()
    )
    added += sum(_once(Group, entry, _group) for entry in groups["group"])
    for entry in groups["request"]:
        if not JoinRequest.objects.filter(form_key=_form_key(entry)).exists():
            _request(entry)
            added += 1
    return added


def remove() -> int:
    """Take away all of it, with the files of the portraits; returns how many rows.

    What real rows point at stays: a demonstration person who sits in a real committee, for one.
    """
    files = [
        name for photo in PersonPhoto.objects.filter(person__source_key__startswith=MARK) for name in file_names(photo)
    ]
    JoinRequest.objects.filter(form_key__startswith=MARK).delete()
    removed = 0
    for model in (Group, Organization, Person):
        for row in model.objects.filter(source_key__startswith=MARK):
            removed += _removed(row)
    kept = {
        name for photo in PersonPhoto.objects.filter(person__source_key__startswith=MARK) for name in file_names(photo)
    }
    remove_files(names=[name for name in files if name not in kept])
    return removed


def _removed(row: Any) -> int:
    try:
        with transaction.atomic():
            if isinstance(row, Group | Person):
                row.memberships.all().delete()
            row.delete()
    except ProtectedError:
        return 0
    return 1


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    with open(FOLDER / name, "rb") as file:
        return tomllib.load(file)


def _once(model: Any, entry: dict[str, Any], make: Any) -> int:
    """Make the row of an entry unless there is one. Returns how many were made."""
    if model.objects.filter(source_key=MARK + entry["key"]).exists():
        return 0
    with transaction.atomic():
        make(entry)
    return 1


def _person(entry: dict[str, Any]) -> None:
    named = {name: entry.get(name, "") for name in ("title", "first_name", "surname", "nickname", "gender")}
    person = Person.objects.create(
        source_key=MARK + entry["key"],
        phone=normalize_phone(entry["phone"]),
        tambon_id=entry["tambon"],
        moo=entry.get("moo"),
        **named,
    )
    for given in entry["consents"]:
        Consent.objects.create(
            person=person,
            purpose=given["purpose"],
            wording=consent.newest_wording(given["purpose"]),
            given_on=given["on"],
            withdrawn_on=given.get("withdrawn"),
        )
    if "member_since" in entry:
        Membership.objects.create(person=person, joined_on=entry["member_since"])
    if "picture" in entry:
        photo = PersonPhoto(person=person, decorative=True)
        with open(FOLDER / "pictures" / f"{entry['picture']}.webp", "rb") as file:
            replace_file(picture=photo, file=File(file))
        photo.save()


def _organization(entry: dict[str, Any]) -> None:
    texts = {name: entry.get(name, "") for name in ("name_th", "name_en", "abbreviation", "helps_th", "helps_en")}
    Organization.objects.create(source_key=MARK + entry["key"], published_at=timezone.now(), **texts)


def _group(entry: dict[str, Any]) -> None:
    networks = Network.objects.all()
    group = Group.objects.create(
        source_key=MARK + entry["key"],
        network=networks.filter(abbreviation=entry["network"]).first()
        or networks.filter(name_th=entry["network"]).first(),
        tambon_id=entry["tambon"],
        published_at=timezone.now(),
        status=entry.get("status", Group.Status.NORMAL),
        about_th=entry["about_th"].strip(),
        about_en=entry["about_en"].strip(),
        **{name: entry.get(name) for name in ("name_th", "name_en", "moo", "members_count", "fund_size", "joined_on")},
    )
    for key, role in entry["members"]:
        person = Person.objects.get(source_key=MARK + key)
        Membership.objects.create(person=person, group=group, role=role, joined_on=entry.get("joined_on"))
    for change in entry.get("states", []):
        StateChange.objects.create(
            row=group, before=change["before"], after=change["after"], at=_noon(change["on"]), reason=change["reason"]
        )


def _request(entry: dict[str, Any]) -> None:
    sent = _noon(timezone.localdate() - timedelta(days=entry["days"]))
    accepted, declined = entry.get("accepted"), entry.get("declined", "")
    state = JoinRequest.State.WAITING
    if accepted or declined:
        state = JoinRequest.State.ACCEPTED if accepted else JoinRequest.State.DECLINED
    with transaction.atomic():
        request = JoinRequest.objects.create(
            form_key=_form_key(entry),
            number=free_number(JoinRequest.objects.all()),
            name=entry["name"],
            phone=normalize_phone(entry["phone"]),
            tambon_id=entry.get("tambon"),
            group_name=entry.get("group_name", ""),
            reason=entry["reason"],
            sent_at=sent,
            state=state,
            decided_at=sent + timedelta(days=1) if accepted or declined else None,
            person=Person.objects.get(source_key=MARK + accepted) if accepted else None,
        )
        log(request, before="" if state == "waiting" else "waiting", reason=declined)


def _form_key(entry: dict[str, Any]) -> str:
    return f"{MARK}{entry['key']}"[:32]


def _noon(day: date) -> datetime:
    """The day's noon in Bangkok."""
    return timezone.make_aware(datetime.combine(day, time(12)))
