"""What the registers know of an event: how many were served, from which villages and networks, women and men. In Thai."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Sum

from center.people.models import Membership, Person
from consultations.outreach.models import OutreachEvent
from consultations.registers.models.visit import VisitQuerySet


def report_facts(event: OutreachEvent) -> Iterator[tuple[str, str]]:
    """Lines of the event's report, as paper is in Thai. Five queries."""
    visits = event.visits.counted()
    people = visits.people()
    yield "ตามทะเบียนผู้รับบริการ", f"{people:,} คน" if people else ""
    yield "แยกตามเพศ", _by_sex(visits)
    yield "แยกตามตำบล", _by_tambon(visits)
    yield "แยกตามหมู่บ้าน", _by_village(visits)
    yield "เครือข่ายของผู้เข้าร่วม", _by_network(visits)


def _by_sex(visits: VisitQuerySet) -> str:
    labels = {Person.Gender.FEMALE: "หญิง", Person.Gender.MALE: "ชาย", Person.Gender.OTHER: "อื่น ๆ", "": "ไม่ระบุ"}
    sums = dict(visits.order_by("gender").values_list("gender").annotate(Sum("people")))
    if not any(sums.get(gender) for gender in labels if gender):
        return ""
    return _joined((label, sums.get(gender, 0)) for gender, label in labels.items())


def _by_tambon(visits: VisitQuerySet) -> str:
    sums = visits.order_by("tambon__sort_key").values_list("tambon__name_th").annotate(Sum("people"))
    named = [(name, people) for name, people in sums if name]
    rest = sum(people for name, people in sums if not name)
    return _joined([*named, ("นอกอำเภอหรือไม่ระบุ", rest)]) if named else ""


def _by_village(visits: VisitQuerySet) -> str:
    known = visits.exclude(tambon=None).exclude(moo=None).order_by("tambon__sort_key", "moo")
    sums = known.values_list("tambon__name_th", "moo").annotate(Sum("people"))
    return _joined((f"ม.{moo} {tambon}", people) for tambon, moo, people in sums)


def _by_network(visits: VisitQuerySet) -> str:
    """People of the registers by the networks of the groups they belong to; whoever is in two counts in both."""
    memberships = Membership.objects.filter(left_on=None, person__in=visits.exclude(person=None).values("person"))
    of_networks = memberships.exclude(group__network=None).order_by("group__network__sort_key")
    return _joined(of_networks.values_list("group__network__name_th").annotate(Count("person", distinct=True)))


def _joined(counts: Any) -> str:
    return ", ".join(f"{name} {people:,} คน" for name, people in counts if people)
