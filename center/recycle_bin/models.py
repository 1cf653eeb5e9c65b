"""What staff deleted and may bring back for 30 days. The rules stand in center.recycle_bin.deletions."""

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


class DeletionQuerySet(models.QuerySet):
    def outdated(self, now: datetime) -> Self:
        """Deletions that can't be brought back any more and wait for being purged."""
        return self.filter(at__lte=now - KEPT.kept_for)

    def returnable(self, now: datetime) -> Self:
        """Deletions that may still be brought back."""
        return self.filter(at__gt=now - KEPT.kept_for)


def kind_in_words(label: str) -> str:
    """What a model of this label is called, in the reader's language; its technical name where it is gone."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


class Deletion(models.Model):
    """One deleted object with everything that went with it, as Django's serializers write it.

    The row leaves when the object is brought back or purged. Under a key that people choose (a tambon's code) several
    may lie here: each was added anew after the one before it was deleted.
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
        """What kind of thing it was, in the reader's language."""
        return kind_in_words(self.model)

    @property
    def kept_until(self) -> datetime:
        return self.at + KEPT.kept_for
