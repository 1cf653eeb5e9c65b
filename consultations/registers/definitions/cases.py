"""The register of paperwork that the center carries for people."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from center.places.villages import village_in_words
from consultations.registers.breakdowns import Breakdown
from consultations.registers.definitions.common import (
    by_officer,
    by_row,
    by_tambon,
    by_village,
    choice_words,
    officer_name,
)
from consultations.registers.models import Case, CaseKind
from consultations.registers.periods import Period
from consultations.registers.register import Column, Register, moments
from thai.dates import local_date
from thai.phones import format_phone

BY_KIND = by_row("kind", gettext_lazy("ชนิด"), "kind", CaseKind)
BY_STATE = Breakdown("state", gettext_lazy("สถานะ"), (("state", "state"),), label=choice_words(Case.State.choices))


def opened_in(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    first, after = moments(period)
    return rows.filter(opened_at__gte=first, opened_at__lt=after)


CASES = Register(
    key="cases",
    position=15,
    title=gettext_lazy("ทะเบียนงานเอกสาร"),
    about=gettext_lazy("เรื่องที่ศูนย์รับไว้ในช่วงเวลาที่เลือก กับสถานะวันนี้"),
    permission="consultations.view_case",
    unit=pgettext_lazy("counted", "เรื่อง"),
    rows=lambda: Case.objects.all(),
    during=opened_in,
    listed=lambda rows, period: rows.select_related("kind", "round", "tambon", "officer").order_by("opened_at", "pk"),
    columns=(
        Column(gettext_lazy("รับเรื่องเมื่อ"), lambda case: local_date(case.opened_at)),
        Column(gettext_lazy("เลขที่เรื่อง"), lambda case: case.reference),
        Column(gettext_lazy("ชื่อ-นามสกุล"), lambda case: case.name, personal=True),
        Column(gettext_lazy("เบอร์โทรศัพท์"), lambda case: format_phone(case.phone), personal=True, contact=True),
        Column(gettext_lazy("ที่อยู่"), lambda case: village_in_words(case.moo, case.tambon)),
        Column(gettext_lazy("เรื่อง"), lambda case: case.title),
        Column(gettext_lazy("กำหนด"), lambda case: case.due),
        Column(gettext_lazy("สถานะ"), lambda case: case.get_state_display()),
        Column(gettext_lazy("ผู้รับเรื่อง"), lambda case: officer_name(case.officer)),
    ),
    breakdowns=(
        BY_KIND,
        BY_STATE,
        by_tambon(),
        by_village(),
        by_officer("officer", gettext_lazy("ผู้รับเรื่อง")),
    ),
)
