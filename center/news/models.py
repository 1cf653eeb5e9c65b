"""Announcements of the center: news, trainings, calls for applications with a deadline, procurement."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.documents.models import Document
from center.pictures.models import Picture
from center.records.history import kept_history
from center.records.naming import Addressed, Publishable, PublishableQuerySet
from center.records.search import Searchable, SearchableQuerySet
from thai.django.fields import ThaiTextField


class AnnouncementQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    def published(self) -> Self:
        """Announcements the public may see: published and not expired."""
        return super().published().filter(models.Q(expires_at=None) | models.Q(expires_at__gt=Now()))

    def open_calls(self) -> Self:
        """Calls whose deadline has not passed, the nearest deadline first."""
        return self.published().filter(kind=Announcement.Kind.CALL, deadline__gt=Now()).order_by("deadline", "pk")

    def newest(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_rows(self) -> Self:
        """With everything a list row prints, in two queries: announcements, their pictures."""
        return self.prefetch_related("pictures")


class Announcement(Addressed, Publishable, Searchable):
    """An announcement. A call for applications has a deadline; after expires_at the website doesn't show it any more."""

    detail_view = "pages:news_detail"

    class Kind(models.TextChoices):
        NEWS = "news", _("ข่าวประชาสัมพันธ์")
        TRAINING = "training", _("ฝึกอบรม")
        CALL = "call", _("รับสมัคร")
        PROCUREMENT = "procurement", _("จัดซื้อจัดจ้าง")

    kind = models.CharField(_("ชนิด"), max_length=11, choices=Kind.choices, default=Kind.NEWS)
    body_th = ThaiTextField(_("เนื้อหา"), help_text=_("เว้นบรรทัดว่างหนึ่งบรรทัดเพื่อขึ้นย่อหน้าใหม่ ที่อยู่เว็บจะกดได้เอง"))
    body_en = models.TextField(_("เนื้อหาภาษาอังกฤษ"), blank=True)
    deadline = models.DateTimeField(
        _("ปิดรับสมัคร"), null=True, blank=True, db_index=True, help_text=_("ต้องกรอกเมื่อเลือกชนิด “รับสมัคร”")
    )
    expires_at = models.DateTimeField(
        _("เลิกแสดงเมื่อ"), null=True, blank=True, help_text=_("ว่างไว้ = แสดงไปเรื่อย ๆ เมื่อถึงเวลานี้จะหายจากหน้าเว็บเอง")
    )
    documents = models.ManyToManyField(
        Document, blank=True, related_name="announcements", verbose_name=_("เอกสารที่เกี่ยวข้อง")
    )
    updated_at = models.DateTimeField(_("แก้ไขล่าสุด"), auto_now=True)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history("updated_at")
    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ข่าวสารและประกาศ")
        verbose_name_plural = _("ข่าวสารและประกาศ")
        ordering = [models.F("published_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="call") | models.Q(deadline__isnull=False),
                name="call_has_a_deadline",
                violation_error_message=_("ประกาศรับสมัครต้องมีวันปิดรับสมัคร"),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at=None)
                | models.Q(published_at=None)
                | models.Q(expires_at__gt=models.F("published_at")),
                name="announcement_expires_after_publishing",
                violation_error_message=_("เวลาเลิกแสดงต้องอยู่หลังเวลาเผยแพร่"),
            ),
        ]
        indexes = [models.Index(fields=["kind", "-published_at"], name="announcement_kind_newest")]

    def search_parts(self) -> list[str]:
        return [self.name_th, self.name_en, self.body_th, self.body_en]

    @property
    def body(self) -> str:
        return self.in_language("body")

    @property
    def first_picture(self) -> "AnnouncementPicture | None":
        """The first picture, or None. No query where pictures were prefetched."""
        return next(iter(self.pictures.all()), None)

    @property
    def is_open(self) -> bool:
        """Whether the deadline has not passed; True without a deadline."""
        return self.deadline is None or self.deadline > timezone.now()

    @property
    def days_left(self) -> int | None:
        """Days (Bangkok) until the deadline, 0 on its day; None without a deadline or after it."""
        if self.deadline is None or not self.is_open:
            return None
        return (timezone.localdate(self.deadline) - timezone.localdate()) // timedelta(days=1)


class AnnouncementPicture(Picture):
    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="pictures", verbose_name=_("ข่าวสารและประกาศ")
    )

    class Meta(Picture.Meta):
        verbose_name = pgettext_lazy("one", "รูปประกอบข่าว")
        verbose_name_plural = _("รูปประกอบข่าว")
