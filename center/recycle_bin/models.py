"""What staff deleted and may restore for 30 days. The rules are in center.recycle_bin.deletions."""

from datetime import datetime, timedelta
from typing import Self

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from center.records.personal import personal
from center.records.retention import Period

KEPT = Period("recycle_bin", 20, timedelta(days=30), _("รายการที่ลบ เรียกคืนได้จนถึงวันนั้น"), _("ลบถาวร"))


class DeletionQuerySet(models.QuerySet["Deletion"]):
    def expired(self, now: datetime) -> Self:
        """Deletions older than 30 days, which can only be purged."""
        return self.filter(at__lte=now - KEPT.kept_for)

    def restorable(self, now: datetime) -> Self:
        """Deletions of the last 30 days."""
        return self.filter(at__gt=now - KEPT.kept_for)


def verbose_name_of(label: str) -> str:
    """The verbose name of the model with this label, in the active language; the label if there is no such model."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


class Deletion(models.Model):
    """One deleted object with all rows of its cascade, as serialized by Django.

    Deleted when the object is restored or purged. There may be several for one key that people choose (a tambon's code):
    an object with it was added again after the former one's deletion.
    """

    model = models.CharField(_("ชนิดข้อมูล"), max_length=80)
    key = models.CharField(_("รหัส"), max_length=64)
    label = personal(models.CharField(_("รายการ"), max_length=300))  # may be the name of a person
    rows = models.JSONField(_("ข้อมูลที่เก็บไว้"), encoder=DjangoJSONEncoder)
    links = models.JSONField(_("การเชื่อมโยงที่ถูกปลด"), encoder=DjangoJSONEncoder, default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ผู้ลบ")
    )
    at = models.DateTimeField(_("ลบเมื่อ"), db_default=Now(), db_index=True)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายการในถังขยะ")
        verbose_name_plural = _("ถังขยะ (เรียกคืนได้ 30 วัน)")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(model="") & ~models.Q(key=""),
                name="deletion_names_its_object",
                violation_error_message=_("ต้องบอกว่าลบรายการใด"),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def model_name(self) -> str:
        """The verbose name of the deleted object's model, in the active language."""
        return verbose_name_of(self.model)

    @property
    def kept_until(self) -> datetime:
        return self.at + KEPT.kept_for
