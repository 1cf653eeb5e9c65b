"""Requests to become a member of the center: sent without an account, decided by staff, undone, and forgotten in time."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from center.access.models import User
from center.people.models import Group, JoinRequest, Membership, Person
from center.places.models import Tambon
from center.records.changes import written
from center.records.states import StateChange, WrongState, forget_reasons, log, move
from center.recycle_bin.deletions import delete_with_return
from center.visitors import matters, secret_links
from center.visitors.numbers import free_number

State = JoinRequest.State
# Two requests may draw one number at the same time, hardly three.
TRIES = 3
MOST_PROPOSED = 5


def send(
    *, name: str, phone: str, tambon: Tambon | None, group_name: str = "", reason: str = "", form_key: str
) -> JoinRequest:
    """Keep a visitor's request; it waits for staff. The same form sent again gives the first request.

    tambon: None for outside of the district. Raises IntegrityError for an empty name or phone, which the form refuses.
    """
    typed = {"name": name, "phone": phone, "tambon": tambon, "group_name": group_name, "reason": reason}
    for _time in range(TRIES):
        try:
            return _create(form_key=form_key, **typed)
        except IntegrityError:
            if first := JoinRequest.objects.filter(form_key=form_key).first():
                return first
    return _create(form_key=form_key, **typed)  # whatever refuses now is no number that somebody else has just drawn


@transaction.atomic
def _create(**fields: Any) -> JoinRequest:
    request = JoinRequest.objects.create(number=free_number(JoinRequest.objects.all()), **fields)
    log(request, actor=StateChange.Actor.VISITOR)
    return request


def own_page(request: JoinRequest) -> str:
    """The address of the visitor's own page, in the language of now."""
    return reverse("pages:join_request", args=[secret_links.token_of(request.link_key)])


@matters.finder("join request")
def requests_of(number: str, phone: str) -> Iterator[matters.Matter]:
    for request in JoinRequest.objects.filter(number=number, phone=phone):
        title = _("คำขอเป็นสมาชิกศูนย์ เลขที่ %s") % request.number
        yield matters.Matter(title, request.get_state_display(), request.sent_at, own_page(request))


# --- Deciding ------------------------------------------------------------------------------------------------------


def proposed_people(request: JoinRequest) -> list[Person]:
    """People of the registers who may be the one who asks: of the same phone, then of the same name. Two queries."""
    people = Person.objects.one_record_each().select_related("tambon")
    by_phone = list(people.filter(phone=request.phone)[:MOST_PROPOSED]) if request.phone else []
    by_name = people.containing(request.name).exclude(pk__in=[person.pk for person in by_phone])
    return [*by_phone, *by_name[: MOST_PROPOSED - len(by_phone)]]


def proposed_groups(request: JoinRequest) -> list[Group]:
    """Groups of the registers that may be meant. Two queries, none where no group was named."""
    if not request.group_name:
        return []
    return list(Group.objects.containing(request.group_name).select_related("tambon")[:MOST_PROPOSED])


def accept(request: JoinRequest, *, person: Person, group: Group | None = None, joined_on: date, by: User) -> None:
    """Make a member of the center of who asks: of the person, or of the group, whose member the person is then.

    person and group may be new rows that aren't saved yet. Who is a member already stays it since the day before.
    Raises WrongState where somebody else has decided meanwhile; nothing is written then.
    """
    with transaction.atomic():
        _locked(request, State.WAITING)
        asked: list[models.Model] = [row for row in (person, group) if row is not None]
        made = [_saved(row, by) for row in asked if row.pk is None]
        details: dict[str, Any] = {}
        if group is not None:
            details["group"] = _join_group(group, joined_on, by)
        membership = _join_person(person, group, joined_on, by)
        details["membership"] = membership.pk if membership else None
        move(
            request,
            State.ACCEPTED,
            by=by,
            details=details,
            decided_at=timezone.now(),
            person=person,
            group=group,
        )
        written([row for row in (*made, membership, group) if row is not None])


def decline(request: JoinRequest, *, reason: str, by: User) -> None:
    """Turn a request down, with a reason that the visitor reads. Raises WrongState if it was decided meanwhile."""
    with transaction.atomic():
        _locked(request, State.WAITING)
        move(request, State.DECLINED, by=by, reason=reason, decided_at=timezone.now())


def undo(request: JoinRequest, *, by: User) -> None:
    """Let a decided request wait again; what accepting it made a member, is none any more.

    People and groups that were added to the registers stay there. Raises WrongState where nothing can be undone: it waits
    already, or its personal data has left.
    """
    with transaction.atomic():
        locked = _locked(request, State.ACCEPTED, State.DECLINED)
        if locked.is_forgotten:
            raise WrongState(locked.state)
        if locked.state == State.ACCEPTED:
            _undo_membership(locked, by)
        move(request, State.WAITING, by=by, decided_at=None, person=None, group=None)


def _locked(request: JoinRequest, *states: str) -> JoinRequest:
    locked = JoinRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if locked.state not in states:
        raise WrongState(locked.state)
    return locked


def _saved(row: models.Model, by: User) -> models.Model:
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    return row


def _join_group(group: Group, joined_on: date, by: User) -> dict[str, str | None]:
    """Make the group a member, and return the days it had before."""
    before = {name: getattr(group, name).isoformat() if getattr(group, name) else None for name in DAYS}
    if group.member_since is None:
        group.joined_on, group.left_on = joined_on, None
        _saved(group, by)
    return before


DAYS = ("joined_on", "left_on")


def _join_person(person: Person, group: Group | None, joined_on: date, by: User) -> Membership | None:
    """A new membership in the group, or in the center; None where the person has one."""
    if Membership.objects.filter(person=person, group=group, left_on=None).exists():
        return None
    membership = Membership(person=person, group=group, joined_on=joined_on)
    _saved(membership, by)
    return membership


def _undo_membership(request: JoinRequest, by: User) -> None:
    change = request.state_changes.filter(after=State.ACCEPTED).first()
    details = change.details if change else {}
    if details.get("membership"):
        delete_with_return(Membership.objects.filter(pk=details["membership"]), by)
    if request.group is not None and "group" in details:
        for name in DAYS:
            stood = details["group"][name]
            setattr(request.group, name, parse_date(stood) if stood else None)
        _saved(request.group, by)
        written([request.group])


# --- Forgetting ----------------------------------------------------------------------------------------------------


def forget_outdated(now: datetime) -> int:
    """Empty name, phone and words of requests decided 90 days before now. Returns how many.

    Kind, tambon, days and state stay for the statistics. Run daily; running it again finds nothing.
    """
    return anonymize(JoinRequest.objects.outdated(now), now)


def anonymize(requests: "models.QuerySet[JoinRequest]", now: datetime) -> int:
    """Empty whatever tells who asked, in decided requests and their log, and end their links; returns how many."""
    with transaction.atomic():
        pks = list(requests.exclude(state=State.WAITING).values_list("pk", flat=True))
        forget_reasons(JoinRequest, pks)
        emptied = dict.fromkeys(("name", "phone", "group_name", "reason"), "")
        return JoinRequest.objects.filter(pk__in=pks).update(**emptied, link_expires_at=now)


def waiting() -> "models.QuerySet[JoinRequest]":
    """The requests that wait for staff."""
    return JoinRequest.objects.filter(state=State.WAITING)
