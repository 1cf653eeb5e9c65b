"""The register of events that took place, with the people counted of each."""

from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from center.people.models import Organization
from consultations.outreach import texts
from consultations.outreach.models import OutreachEvent
from consultations.registers.definitions.common import (
    by_kind_of_source,
    by_network,
    by_officer,
    by_row,
    by_tambon,
    officer_name,
)
from consultations.registers.models import Visit
from consultations.registers.periods import Period
from consultations.registers.register import Column, Register, moments
from thai.dates import local_date

# The people of an event: its visits that count.
PEOPLE = Sum("visits__people", filter=Q(visits__state=Visit.State.COUNTED))


def took_place() -> QuerySet[OutreachEvent]:
    """Events that have begun and were neither cancelled nor put off."""
    return OutreachEvent.objects.filter(state=OutreachEvent.State.PLANNED, starts_at__lte=timezone.now())


def begun_in(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    first, after = moments(period)
    return rows.filter(starts_at__gte=first, starts_at__lt=after)


def _listed(rows: QuerySet[Any], period: Period | None) -> QuerySet[Any]:
    # On the ids: filters by networks have joins of their own, which would count people twice.
    events = OutreachEvent.objects.filter(pk__in=rows.order_by().values("pk"))
    related = events.select_related("place__tambon", "organizer").prefetch_related("networks")
    counted: QuerySet[Any] = related.annotate(served=PEOPLE)
    return counted.order_by("starts_at", "pk")


EVENTS = Register(
    key="events",
    position=30,
    title=gettext_lazy("ทะเบียนกิจกรรม"),
    about=gettext_lazy("กิจกรรมที่จัดแล้ว คนที่มานับจากทะเบียนผู้รับบริการ"),
    permission="consultations.view_outreachevent",
    unit=pgettext_lazy("counted", "กิจกรรม"),
    people_unit=pgettext_lazy("counted", "คน"),
    rows=took_place,
    during=begun_in,
    listed=_listed,
    people=lambda period: PEOPLE,
    people_join=True,
    columns=(
        Column(gettext_lazy("วันที่"), lambda event: local_date(event.starts_at)),
        Column(gettext_lazy("กิจกรรม"), lambda event: event.name_th),
        Column(gettext_lazy("สถานที่"), texts.place_name),
        Column(
            gettext_lazy("ตำบล"),
            lambda event: event.place.tambon.name_th if event.place and event.place.tambon else "",
        ),
        Column(gettext_lazy("จดหน้างาน (คน)"), lambda event: event.attended),
        Column(gettext_lazy("ในทะเบียนผู้รับบริการ (คน)"), lambda event: event.served or 0),
        Column(gettext_lazy("เครือข่ายที่ร่วมจัด"), lambda event: ", ".join(row.name_th for row in event.networks.all())),
        Column(gettext_lazy("แหล่งที่เชื่อมโยง"), lambda event: ", ".join(label for _kind, label in event.kinds)),
        Column(gettext_lazy("งบประมาณ (บาท)"), lambda event: event.budget),
        Column(gettext_lazy("ผู้รับผิดชอบ"), lambda event: officer_name(event.organizer)),
    ),
    breakdowns=(
        by_tambon("place__tambon"),
        by_network("networks", overlapping=True),
        by_kind_of_source(""),
        by_row("organization", gettext_lazy("ภาคีที่ร่วมจัด"), "organizations", Organization, overlapping=True),
        by_officer("organizer", gettext_lazy("ผู้รับผิดชอบ")),
    ),
)
