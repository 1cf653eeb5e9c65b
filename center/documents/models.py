"""Documents and forms, their versions and download counts."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Sum
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.pictures.models import Picture
from center.records.history import kept_history
from center.records.naming import Addressed, Bilingual, Publishable, PublishableQuerySet
from center.records.search import Searchable, SearchableQuerySet
from thai.django.fields import ThaiCharField, ThaiTextField


class DocumentCategory(Bilingual):
    """A category of documents."""

    position = models.PositiveSmallIntegerField(_("ลำดับ"), default=0, help_text=_("เลขน้อยอยู่ก่อน"))

    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "หมวดเอกสาร")
        verbose_name_plural = pgettext_lazy("many", "หมวดเอกสาร")
        ordering = ["position", "sort_key"]


# The stubs give each queryset an as_manager() of its own, which clashes where a queryset has two bases.
class DocumentQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]
    def for_rows(self) -> Self:
        """Everything a list row prints, in two queries: documents with their category, their versions."""
        # to_attr: without it Django makes a queryset for each document, which takes as long as the query.
        versions = models.Prefetch("versions", to_attr="loaded_versions")
        return self.select_related("category").prefetch_related(versions)

    def most_asked(self) -> Self:
        """Most downloaded first."""
        return self.annotate(asked=Coalesce(Sum("versions__downloads__count"), 0)).order_by("-asked", "sort_key", "pk")


class Document(Addressed, Publishable, Searchable):
    """A form, rule or order people need. Its files are its versions; the download link gives the newest valid one."""

    detail_view = "pages:document_detail"
    search_follows: ClassVar = ("category",)

    class OnTheWeb(models.TextChoices):
        """Forms that can be filled in on the website and printed (center.documents.forms_to_print)."""

        PRODUCER = "otop-producer", _("แบบคำขอลงทะเบียนผู้ผลิต OTOP")
        CONSULTATION = "consultation", _("แบบขอรับคำปรึกษา")

    category = models.ForeignKey(
        DocumentCategory, models.PROTECT, related_name="documents", verbose_name=_("หมวดเอกสาร")
    )
    code = ThaiCharField(_("รหัสแบบ"), max_length=40, blank=True, help_text=_("ตามที่พิมพ์บนแบบฟอร์ม ถ้ามี"))
    purpose_th = ThaiTextField(_("ใช้ทำอะไร"), help_text=_("หนึ่งหรือสองประโยค ให้ชาวบ้านอ่านเข้าใจ"))
    purpose_en = models.TextField(_("ใช้ทำอะไร (ภาษาอังกฤษ)"), blank=True)
    needed_by_th = ThaiTextField(_("ใครต้องใช้"), blank=True)
    needed_by_en = models.TextField(_("ใครต้องใช้ (ภาษาอังกฤษ)"), blank=True)
    bring_th = ThaiTextField(_("หลักฐานที่ต้องนำมา"), blank=True, help_text=_("บรรทัดละหนึ่งอย่าง"))
    bring_en = models.TextField(_("หลักฐานที่ต้องนำมา (ภาษาอังกฤษ)"), blank=True, help_text=_("บรรทัดละหนึ่งอย่าง"))
    on_the_web = models.CharField(
        _("กรอกบนเว็บได้ด้วย"),
        max_length=20,
        choices=OnTheWeb.choices,
        blank=True,
        help_text=_("แบบฟอร์มที่กรอกบนเว็บแล้วพิมพ์ได้"),
    )
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    # Set by for_rows().
    loaded_versions: "list[DocumentVersion]"

    history = kept_history()
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "เอกสารและแบบฟอร์ม")
        verbose_name_plural = _("เอกสารและแบบฟอร์ม")
        ordering = ["sort_key", "pk"]

    def search_parts(self) -> list[str]:
        return [
            self.name_th,
            self.name_en,
            self.code,
            self.purpose_th,
            self.purpose_en,
            self.category.name_th,
            self.category.name_en,
        ]

    @property
    def bring(self) -> list[str]:
        """The papers to bring, in the active language."""
        return [line.strip() for line in self.in_language("bring").splitlines() if line.strip()]

    @cached_property
    def published_versions(self) -> list["DocumentVersion"]:
        """Versions the public may see, newest first. No query for_rows()."""
        versions = self.loaded_versions if hasattr(self, "loaded_versions") else self.versions.all()
        published = [version for version in versions if version.is_published]
        return sorted(published, key=lambda version: -version.number)

    @cached_property
    def current_version(self) -> "DocumentVersion | None":
        """The newest version that is published and valid today: what the download gives."""
        return next((version for version in self.published_versions if version.is_valid()), None)

    @property
    def row_values(self) -> tuple[object, ...]:
        """Everything that its row in the list prints, for_rows(). Equal values make equal rows."""
        current = self.current_version
        return (
            self.pk,
            self.code,
            *((row.name_th, row.name_en) for row in (self, self.category)),
            self.purpose_th,
            self.purpose_en,
            current and (current.kind, current.size, str(current)),
        )


class DocumentVersion(Publishable):
    """One file of a document. Created by `center.documents.versions.add_version` only; the file is never replaced.

    file has a random name in the private storage; original_name is the name visitors get. size in bytes.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions", verbose_name=_("เอกสาร"))
    number = models.PositiveSmallIntegerField(_("ฉบับที่"), editable=False)
    file = models.FileField(_("ไฟล์"), editable=False)
    original_name = models.CharField(_("ชื่อไฟล์"), max_length=255, editable=False)
    kind = models.CharField(_("ชนิดไฟล์"), max_length=4, choices=Kind.choices, editable=False)
    size = models.PositiveIntegerField(_("ขนาด (ไบต์)"), editable=False)
    sha256 = models.CharField(_("ลายนิ้วมือไฟล์ (SHA-256)"), max_length=64, db_index=True, editable=False)
    pages = models.PositiveIntegerField(_("จำนวนหน้า"), null=True, editable=False)
    valid_from = models.DateField(_("ใช้ตั้งแต่วันที่"), null=True, blank=True)
    valid_until = models.DateField(_("ใช้ได้ถึงวันที่"), null=True, blank=True, help_text=_("ว่างไว้ = จนกว่าจะมีฉบับใหม่"))
    changed_th = ThaiTextField(_("สิ่งที่เปลี่ยน"), blank=True)
    changed_en = models.TextField(_("สิ่งที่เปลี่ยน (ภาษาอังกฤษ)"), blank=True)
    created_at = models.DateTimeField(_("เพิ่มเมื่อ"), db_default=Now(), editable=False)

    history = kept_history()
    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ฉบับของเอกสาร")
        verbose_name_plural = _("ฉบับของเอกสาร")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="one_version_of_a_number",
                violation_error_message=_("เอกสารนี้มีฉบับเลขนี้แล้ว"),
            ),
            models.UniqueConstraint(
                fields=["document", "sha256"],
                name="a_version_differs_from_the_others",
                violation_error_message=_("เอกสารนี้มีไฟล์เดียวกันนี้อยู่แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="version_ends_after_it_begins",
                violation_error_message=_("วันสิ้นสุดต้องไม่ก่อนวันเริ่มใช้"),
            ),
        ]

    def __str__(self) -> str:
        return _("ฉบับที่ %d") % self.number

    def in_language(self, field: str) -> str:
        """As of Bilingual rows, of which this has the fields <field>_th and <field>_en, but no name."""
        return Bilingual.in_language(self, field)  # type: ignore[arg-type]

    def is_valid(self, on: date | None = None) -> bool:
        """Whether the version is valid on a day; default: today in Bangkok."""
        on = on or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or self.valid_until >= on
        )

    @property
    def preview_picture(self) -> "DocumentPreview | None":
        """The picture of the first page, or None."""
        return getattr(self, "preview", None)


class DocumentPreview(Picture):
    """The first page of a PDF."""

    version = models.OneToOneField(
        DocumentVersion, models.CASCADE, related_name="preview", verbose_name=_("ฉบับของเอกสาร")
    )

    class Meta(Picture.Meta):
        verbose_name = pgettext_lazy("one", "รูปหน้าแรกของเอกสาร")
        verbose_name_plural = _("รูปหน้าแรกของเอกสาร")


class DocumentDownloads(models.Model):
    """Downloads of a version on one day (Bangkok); written by center.documents.downloads. Holds no personal data."""

    version = models.ForeignKey(
        DocumentVersion, models.CASCADE, related_name="downloads", verbose_name=_("ฉบับของเอกสาร")
    )
    day = models.DateField(_("วันที่"))
    count = models.PositiveIntegerField(_("ครั้ง"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("one", "การดาวน์โหลด")
        verbose_name_plural = _("การดาวน์โหลด")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "day"],
                name="downloads_counted_once_a_day",
                violation_error_message=_("มีตัวนับของวันนี้แล้ว"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
