import secrets

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Producer, Product
from center.access.models import User
from center.people.models import Person
from center.records.changes import Purged
from center.records.personal import personal
from center.sheets.rows import Outcome
from center.sheets.sheet import Sheet
from center.sheets.stored_sheets import NoStoredSheet, unpack

PLACE = "imports"
"""The folder of private storage for sheets and previews."""


def private_place(batch: "ImportBatch", name: str) -> str:
    """A random, unguessable name for a batch's file. Its original name is in file_name."""
    return f"{PLACE}/{secrets.token_hex(16)}.gz"


class ImportBatch(models.Model):
    """The import of one sheet: its options, who started and confirmed it, its state and its result.

    The rows of the sheet and the preview are files in private storage. The uploaded file isn't stored; sha256 is its
    hash.
    """

    class Kind(models.TextChoices):
        PRODUCTS = "products", _("สินค้า (พร้อมผู้ผลิต)")
        PRODUCERS = "producers", _("ผู้ผลิต")
        PEOPLE = "people", _("บุคคลของกลุ่ม")

    class State(models.TextChoices):
        COMPARING = "comparing", _("กำลังเปรียบเทียบ")
        SHEETS = "sheets", _("รอเลือกชีต")
        HEADINGS = "headings", _("รอจับคู่หัวตาราง")
        REFUSED = "refused", _("ไม่รับไฟล์")
        READY = "ready", _("รอตรวจและยืนยัน")
        WRITING = "writing", _("กำลังบันทึก")
        WRITTEN = "written", _("บันทึกแล้ว")
        UNDOING = "undoing", _("กำลังยกเลิกการนำเข้า")
        UNDONE = "undone", _("ยกเลิกการนำเข้าแล้ว")
        DROPPED = "dropped", _("ไม่นำเข้า")

    WAITING = (State.SHEETS, State.HEADINGS, State.READY)
    """Staff must act."""
    OPEN = (*WAITING, State.REFUSED)
    """Nothing was written yet; can be dropped."""

    kind = models.CharField(_("ชนิดข้อมูล"), max_length=9, choices=Kind.choices, default=Kind.PRODUCTS)
    state = models.CharField(_("สถานะ"), max_length=9, choices=State.choices, default=State.WRITTEN)
    file_name = models.CharField(_("ชื่อไฟล์"), max_length=260)
    file = models.FileField(_("ไฟล์"), upload_to=private_place, blank=True)
    sha256 = models.CharField(_("ลายนิ้วมือไฟล์ (SHA-256)"), max_length=64)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("ผู้นำเข้า")
    )
    started_at = models.DateTimeField(_("นำเข้าเมื่อ"), db_default=Now())
    all_districts = models.BooleanField(_("ทุกอำเภอ"), default=False)
    published = models.BooleanField(_("เผยแพร่ทันที"), default=False)
    counts = models.JSONField(_("ผล"), default=dict)
    preview = models.FileField(_("ผลเปรียบเทียบ"), upload_to=private_place, blank=True)
    digest = models.CharField(_("ลายนิ้วมือผลเปรียบเทียบ"), max_length=64, blank=True)
    headings = models.JSONField(_("หัวตารางที่ไม่รู้จัก"), default=list, blank=True)
    notes = models.JSONField(_("ข้อสังเกต"), default=list, blank=True)
    choices = models.JSONField(_("คนที่เลือกไว้"), default=dict, blank=True)
    trouble = models.TextField(_("ข้อความถึงเจ้าหน้าที่"), blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ผู้ยืนยัน")
    )
    written_at = models.DateTimeField(_("บันทึกเมื่อ"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้ยกเลิกการนำเข้า"),
    )
    undone_at = models.DateTimeField(_("ยกเลิกการนำเข้าเมื่อ"), null=True, blank=True)
    undo_counts = models.JSONField(_("ผลการยกเลิก"), default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("การนำเข้า")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def history_reason(self) -> str:
        """The change reason that marks this import's history rows."""
        return f"นำเข้าจากไฟล์ ครั้งที่ {self.pk}"

    def mark_written(self, counts: dict[str, int], *, by: User | None) -> None:
        """Record that the import was written. Saves the batch, which may be new."""
        self.state, self.counts = self.State.WRITTEN, counts
        self.confirmed_by, self.written_at = by, timezone.now()
        self.save()

    @property
    def can_be_undone(self) -> bool:
        return self.state == self.State.WRITTEN and self.written_at is not None

    def stored_sheet(self) -> Sheet | None:
        """The stored rows of the sheet, without ID-card numbers; None where they were deleted."""
        if not self.file.name:
            return None
        try:
            with default_storage.open(self.file.name, "rb") as file:
                return unpack(file.read())
        except (FileNotFoundError, NoStoredSheet):
            return None

    def delete_files(self, *, sheet: bool = True) -> None:
        """Delete the preview and, by default, the sheet from the storage. Saves the batch."""
        for field in ([self.file] if sheet else []) + [self.preview]:
            if field.name:
                default_storage.delete(field.name)
        self.preview = ""
        names = ["preview"]
        if sheet:
            self.file, self.choices = "", {}
            names += ["file", "choices"]
        self.save(update_fields=names)


class HeadingChoice(models.Model):
    """The field that staff chose for a heading; used for later sheets of the kind."""

    kind = models.CharField(_("ชนิดข้อมูล"), max_length=9, choices=ImportBatch.Kind.choices)
    folded = models.CharField(_("หัวตารางแบบย่อ"), max_length=200)
    heading = models.CharField(_("หัวตาราง"), max_length=200)
    field = models.CharField(_("ใช้เป็น"), max_length=30, blank=True, help_text=_("ว่างไว้ = ไม่ใช้"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ผู้เลือก")
    )
    at = models.DateTimeField(_("เลือกเมื่อ"), auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("การจับคู่หัวตาราง")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "folded"],
                name="one_meaning_of_a_heading",
                violation_error_message=_("หัวตารางนี้จับคู่ไว้แล้ว"),
            )
        ]

    def __str__(self) -> str:
        return self.heading


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def clear_producer(self) -> None:
        """Clear the values of a purged producer, which include phones and address.

        Values of a product that still exists are kept for the next comparison.
        """
        self.filter(product=None).update(before=None, after=None)
        kept = list(self.exclude(product=None))
        for row in kept:
            for values in (row.before or {}, row.after or {}):
                values.pop("producer", None)
        self.bulk_update(kept, ["before", "after"], batch_size=500)

    clear_producer.alters_data = True  # type: ignore[attr-defined]


class ImportRow(models.Model):
    """The record of a row that was written or refused. Unchanged rows have none.

    Rows of people hold no personal data: `after` has the names of the filled fields, without values.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("การนำเข้า"))
    number = models.PositiveIntegerField(_("แถวที่"), help_text=_("นับจากบนสุดของไฟล์ รวมหัวตาราง"))
    outcome = models.CharField(_("ผล"), max_length=10, choices=Outcome.choices)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="import_rows", verbose_name=_("สินค้า")
    )
    producer = models.ForeignKey(
        Producer, models.SET_NULL, null=True, blank=True, related_name="import_rows", verbose_name=_("ผู้ผลิต")
    )
    person = personal(
        models.ForeignKey(
            Person, models.SET_NULL, null=True, blank=True, related_name="import_rows", verbose_name=_("บุคคล")
        )
    )
    before = models.JSONField(_("ก่อนนำเข้า"), null=True, blank=True)
    after = models.JSONField(_("หลังนำเข้า"), null=True, blank=True)
    repairs = models.JSONField(_("สิ่งที่แก้ให้"), default=list, blank=True)
    reason = models.TextField(_("เหตุผล"), blank=True)
    undone = models.BooleanField(_("ยกเลิกแล้ว"), default=False)
    undo_note = models.CharField(_("เหตุที่ไม่ได้ยกเลิก"), max_length=300, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("แถวที่นำเข้า")
        ordering = ["batch", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="refused") | ~models.Q(reason=""),
                name="refused_row_has_a_reason",
                violation_error_message=_("แถวที่ไม่รับต้องมีเหตุผล"),
            )
        ]

    def __str__(self) -> str:
        return _("แถวที่ %s") % self.number


def clear_purged_producers(gone: Purged) -> None:
    """Clear the values of purged producers in rows of imports."""
    for link in gone.links:
        if link.model is ImportRow and link.field == "producer":
            for start in range(0, len(link.pks), 500):
                ImportRow.objects.filter(pk__in=link.pks[start : start + 500], producer=None).clear_producer()
