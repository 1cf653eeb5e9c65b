"""The registers of the center's members, and of groups."""

from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy, pgettext_lazy

from center.people.models import Group, Membership
from center.places.villages import village_in_words
from consultations.registers.breakdowns import Breakdown
from consultations.registers.definitions.common import by_gender, by_network, by_tambon, by_village, choice_words
from consultations.registers.periods import Period
from consultations.registers.register import Column, Register
from thai.phones import format_phone

STILL_MEMBER = (
    ("yes", gettext_lazy("เป็นสมาชิกอยู่"), Q(joined_on__isnull=False, left_on=None)),
    ("left", gettext_lazy("พ้นสมาชิกแล้ว"), Q(left_on__isnull=False)),
)


def _joined_in(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(joined_on__gte=period.first, joined_on__lte=period.last)


MEMBERS = Register(
    key="members",
    position=50,
    title=gettext_lazy("ทะเบียนสมาชิกศูนย์"),
    about=gettext_lazy("บุคคลที่เป็นสมาชิกศูนย์ เลือกช่วงเวลาเพื่อดูผู้ที่เข้าใหม่ในช่วงนั้น"),
    permission="center.view_membership",
    unit=pgettext_lazy("counted", "คน"),
    rows=lambda: Membership.objects.filter(group=None),
    during=_joined_in,
    starts_whole=True,
    listed=lambda rows, period: rows.select_related("person__tambon").order_by("person__sort_key", "pk"),
    row_of=lambda membership: membership.person,
    columns=(
        Column(gettext_lazy("ชื่อ-นามสกุล"), lambda membership: str(membership.person), personal=True),
        Column(
            gettext_lazy("เบอร์โทรศัพท์"),
            lambda membership: format_phone(membership.person.phone),
            personal=True,
            contact=True,
        ),
        Column(
            gettext_lazy("ที่อยู่"),
            lambda membership: village_in_words(membership.person.moo, membership.person.tambon),
        ),
        Column(gettext_lazy("เข้าเป็นสมาชิกเมื่อ"), lambda membership: membership.joined_on),
        Column(gettext_lazy("พ้นสมาชิกภาพเมื่อ"), lambda membership: membership.left_on),
    ),
    breakdowns=(
        Breakdown(
            "member",
            gettext_lazy("สถานะ"),
            parts=(("yes", STILL_MEMBER[0][1], Q(left_on=None)), STILL_MEMBER[1]),
        ),
        by_tambon("person__tambon"),
        by_village("person__tambon", "person__moo"),
        by_gender("person__gender"),
    ),
)

GROUPS = Register(
    key="groups",
    position=60,
    title=gettext_lazy("ทะเบียนกลุ่มและองค์กรชุมชน"),
    about=gettext_lazy("กลุ่มในทะเบียน เลือกช่วงเวลาเพื่อดูกลุ่มที่เข้าเป็นสมาชิกศูนย์ในช่วงนั้น"),
    permission="center.view_group",
    unit=pgettext_lazy("counted", "กลุ่ม"),
    people_unit=pgettext_lazy("counted", "สมาชิก"),
    rows=lambda: Group.objects.all(),
    during=_joined_in,
    starts_whole=True,
    listed=lambda rows, period: rows.select_related("network", "tambon").order_by("sort_key", "pk"),
    people=lambda period: Sum("members_count"),
    columns=(
        Column(gettext_lazy("กลุ่ม"), lambda group: group.name_th),
        Column(gettext_lazy("เครือข่าย"), lambda group: group.network.name_th if group.network else ""),
        Column(gettext_lazy("ที่อยู่"), lambda group: group.village),
        Column(gettext_lazy("สมาชิก (คน)"), lambda group: group.members_count),
        Column(gettext_lazy("เงินทุน (บาท)"), lambda group: group.fund_size),
        Column(gettext_lazy("สถานะ"), lambda group: group.get_status_display()),
        Column(gettext_lazy("เข้าเป็นสมาชิกศูนย์เมื่อ"), lambda group: group.joined_on),
    ),
    breakdowns=(
        Breakdown(
            "member",
            gettext_lazy("สมาชิกศูนย์"),
            parts=(*STILL_MEMBER, ("none", gettext_lazy("ไม่ได้เป็นสมาชิก"), Q(joined_on=None, left_on=None))),
        ),
        by_network("network"),
        by_tambon(),
        by_village(),
        Breakdown(
            "status", gettext_lazy("สถานะกลุ่ม"), (("status", "status"),), label=choice_words(Group.Status.choices)
        ),
    ),
)
