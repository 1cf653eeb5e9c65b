"""Community groups, and who belongs to them and to the center."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.people.models.network import Network
from center.people.models.person import Person
from center.places.models import Tambon
from center.places.villages import VillageQuerySet, village_in_words
from center.records.history import kept_history
from center.records.naming import Addressed, Publishable, PublishableQuerySet, unique_with_optional
from center.records.personal import personal
from center.records.search import Searchable
from center.records.states import Stateful
from thai.django.fields import ThaiCharField, ThaiTextField


class GroupQuerySet(VillageQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    def for_rows(self) -> Self:
        """Everything a group's row prints."""
        return self.select_related("network", "tambon")


class Group(Addressed, Publishable, Searchable, Stateful):
    """A community group or organization, of one network or none, that may join the center as a member."""

    detail_view = "pages:group_detail"
    search_follows: ClassVar = ("tambon", "network")
    state_field = "status"

    class Status(models.TextChoices):
        NORMAL = "normal", _("ปกติ")
        WATCH = "watch", _("ติดตาม")
        MEND = "mend", pgettext_lazy("สถานะกลุ่ม", "แก้ไข")

    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=pgettext_lazy("one", "เครือข่าย"),
    )
    tambon = models.ForeignKey(
        Tambon, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("ตำบล")
    )
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    about_th = ThaiTextField(_("เกี่ยวกับกลุ่ม"), blank=True, help_text=_("แสดงบนเว็บ ทำอะไร เริ่มเมื่อไร ไม่ใส่เบอร์ส่วนตัว"))
    about_en = models.TextField(_("เกี่ยวกับกลุ่มภาษาอังกฤษ"), blank=True)
    members_count = models.PositiveIntegerField(_("จำนวนสมาชิก (คน)"), null=True, blank=True)
    fund_size = models.DecimalField(_("เงินทุน (บาท)"), max_digits=12, decimal_places=2, null=True, blank=True)
    status = models.CharField(_("สถานะ"), max_length=6, choices=Status.choices, default=Status.NORMAL)
    joined_on = models.DateField(_("เข้าเป็นสมาชิกศูนย์เมื่อ"), null=True, blank=True)
    left_on = models.DateField(_("พ้นสมาชิกศูนย์เมื่อ"), null=True, blank=True)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "กลุ่มและองค์กรชุมชน")
        verbose_name_plural = _("กลุ่มและองค์กรชุมชน")
        ordering = ["sort_key"]
        indexes = [
            models.Index(fields=["sort_key"], condition=models.Q(published_at__isnull=False), name="group_shown_sort")
        ]
        constraints = [
            *unique_with_optional(
                "name_th", "tambon", name="one_group_of_a_name_in_a_tambon", message=_("มีกลุ่มชื่อนี้ในตำบลนี้อยู่แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(left_on=None)
                | (models.Q(joined_on__isnull=False) & models.Q(left_on__gte=models.F("joined_on"))),
                name="group_leaves_after_it_joined",
                violation_error_message=_("วันพ้นสมาชิกศูนย์ต้องไม่ก่อนวันเข้าเป็นสมาชิกศูนย์"),
            ),
            models.CheckConstraint(
                condition=models.Q(fund_size=None) | models.Q(fund_size__gte=0),
                name="group_fund_not_negative",
                violation_error_message=_("เงินทุนติดลบไม่ได้"),
            ),
        ]

    @property
    def about(self) -> str:
        return self.in_language("about")

    @property
    def village(self) -> str:
        """Moo and tambon in words, in the page's language; empty without a tambon."""
        return village_in_words(self.moo, self.tambon)

    @property
    def row_values(self) -> tuple[object, ...]:
        """Everything that its row in a list prints, for_rows(), in the active language. Equal values make equal rows."""
        network = self.network if self.network and self.network.is_published else None
        return (
            self.pk,
            self.name_th,
            self.name_en,
            self.village,
            network and (network.name_th, network.name_en),
            self.members_count,
        )

    @property
    def member_since(self) -> dt.date | None:
        """The day it joined the center; None for a group that isn't a member, or not any more."""
        return None if self.left_on else self.joined_on

    def search_parts(self) -> list[str]:
        related = [self.tambon, self.network]
        names = (name for row in related if row for name in (row.name_th, row.name_en))
        return [self.name_th, self.name_en, *names]


class Membership(models.Model):
    """A person's membership in a group, or, where group is empty, in the center itself."""

    person = personal(
        models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=pgettext_lazy("one", "บุคคล"))
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("กลุ่ม"),
        help_text=_("ว่างไว้ = สมาชิกศูนย์"),
    )
    role = ThaiCharField(_("หน้าที่ในกลุ่ม"), max_length=60, blank=True, help_text=_("เช่น ประธาน เหรัญญิก"))
    joined_on = models.DateField(_("เข้าเป็นสมาชิกเมื่อ"), null=True, blank=True)
    left_on = models.DateField(_("พ้นสมาชิกภาพเมื่อ"), null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "สมาชิกภาพ")
        verbose_name_plural = _("สมาชิกภาพ")
        ordering = ["person__sort_key"]
        constraints = [
            *unique_with_optional(
                "person",
                "group",
                name="one_membership_at_a_time",
                message=_("บุคคลนี้เป็นสมาชิกอยู่แล้ว"),
                condition=models.Q(left_on=None),
            ),
            models.CheckConstraint(
                condition=models.Q(left_on=None)
                | models.Q(joined_on=None)
                | models.Q(left_on__gte=models.F("joined_on")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("วันพ้นสมาชิกภาพต้องไม่ก่อนวันเข้าเป็นสมาชิก"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.group or _('สมาชิกศูนย์')}"
