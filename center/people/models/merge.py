"""Two records of one person that staff merged, and what is needed to undo it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from center.people.models.person import Person
from center.records.personal import personal


class PersonMerge(models.Model):
    """That `duplicate` was merged into `kept`. Written by center.people.merging only; undoing it deletes the row.

    moved: the primary keys of the rows that pointed at the duplicate, by the key of ROWS_OF_PERSON. dropped: rows that
    the kept record had already, as serialized by Django. filled: the fields that the kept record took over.
    """

    duplicate = personal(models.OneToOneField(Person, models.CASCADE, related_name="merge", verbose_name=_("รายการซ้ำ")))
    kept = personal(models.ForeignKey(Person, models.CASCADE, related_name="merges", verbose_name=_("รวมเข้ากับ")))
    moved = models.JSONField(_("รายการที่ย้าย"), default=dict)
    dropped = models.JSONField(_("รายการที่ซ้ำกัน"), default=list, encoder=DjangoJSONEncoder)
    filled = models.JSONField(_("ช่องที่เติม"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("ผู้รวม")
    )
    at = models.DateTimeField(_("รวมเมื่อ"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("การรวมข้อมูลซ้ำ")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(duplicate=models.F("kept")),
                name="merge_is_of_two_records",
                violation_error_message=_("รวมบุคคลเข้ากับตัวเองไม่ได้"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.duplicate_id} → {self.kept_id}"
