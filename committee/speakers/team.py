"""Who can be chosen for the speaker team, from which seat or network, and how they join it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction

from center.people.models import Membership, Network, Person
from center.people.models.person import PersonQuerySet
from committee.speakers.models import Speaker, present_seats
from committee.terms.models import Seat


@dataclass(frozen=True)
class Origin:
    """Where somebody can be chosen from: the seat they have today, and the network of a group they belong to."""

    seat: Seat | None = None
    network: Network | None = None


def present_memberships() -> "models.QuerySet[Membership]":
    """Memberships, not ended yet, in groups of a network that is at work."""
    return Membership.objects.filter(left_on=None, group__network__active=True)


def people_to_choose_from(search: str) -> PersonQuerySet:
    """People who aren't in the team, by name: who has a seat or belongs to a network; with a search, all in the registers."""
    people = Person.objects.one_record_each().exclude(speaker__active=True)
    if search:
        return people.containing(search).order_by("sort_key", "pk")
    person = {"person": models.OuterRef("pk")}
    seated, networked = present_seats().filter(**person), present_memberships().filter(**person)
    return people.filter(models.Exists(seated) | models.Exists(networked)).order_by("sort_key", "pk")


def origins_of(people: Iterable[Person]) -> dict[int, Origin]:
    """Where each of these people can be chosen from, by their key. Two queries for all of them.

    The network is the one they sit for in the committee, else that of the group they joined first.
    """
    keys = [person.pk for person in people]
    seats = {seat.person_id: seat for seat in present_seats().filter(person__in=keys).select_related("term", "network")}
    networks: dict[int, Network] = {}
    memberships = present_memberships().filter(person__in=keys).select_related("group__network")
    for membership in memberships.order_by(models.F("joined_on").asc(nulls_last=True), "pk"):
        if membership.group and membership.group.network:
            networks.setdefault(membership.person_id, membership.group.network)
    found = {}
    for key in keys:
        seat = seats.get(key)
        found[key] = Origin(seat, (seat.network if seat else None) or networks.get(key))
    return found


def join(*, person: Person, by: AbstractUser | None) -> tuple[Speaker, bool]:
    """Take a person into the team; returns the speaker and whether they joined now.

    Who was in it before comes back as they were; a new one starts unpublished, with the seat and network they have today.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        speaker = Speaker.objects.filter(person=person).first()
        if speaker is not None and speaker.active:
            return speaker, False
        if speaker is None:
            origin = origins_of([person])[person.pk]
            speaker = Speaker(person=person, seat=origin.seat, network=origin.network)
        speaker.active = True
        speaker._history_user = by  # type: ignore[union-attr]
        speaker.save()
    return speaker, True


def forget(speakers: "models.QuerySet[Speaker]") -> int:
    """Take former advisers off the website and empty what tells who they are, in their history too; returns how many."""
    told = dict.fromkeys(("biography_th", "biography_en", "expertise_th", "expertise_en"), "")
    with transaction.atomic():
        pks = list(speakers.values_list("pk", flat=True))
        Speaker.history.filter(id__in=pks).update(**told)
        return Speaker.objects.filter(pk__in=pks).update(**told, name_en="", published_at=None)
