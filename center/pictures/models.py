"""Abstract model of a picture: the private original, the public renditions, and its alt text."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.pictures.renditions import CONTENT_TYPES, NAME

FORMATS = tuple(CONTENT_TYPES)
ALT_LENGTH = 250


class Picture(models.Model):
    """Abstract. Only `center.pictures.taking.replace_file` writes the columns of the file.

    renditions: a list of {"format", "width", "height", "name", "bytes"}, narrow ones first. width, height: of the upright
    original, in pixels.
    """

    original = models.FileField(_("ไฟล์ต้นฉบับ"), editable=False)
    width = models.PositiveIntegerField(_("กว้าง (พิกเซล)"), editable=False)
    height = models.PositiveIntegerField(_("สูง (พิกเซล)"), editable=False)
    renditions = models.JSONField(_("ไฟล์ที่แสดงบนเว็บ"), default=list, editable=False)
    alt_th = models.CharField(
        _("คำบรรยายรูป"),
        max_length=ALT_LENGTH,
        blank=True,
        help_text=_("บอกคนที่มองไม่เห็นว่าในรูปมีอะไร เช่น “ขนมเปี๊ยะไส้ถั่ว 6 ชิ้นในกล่อง”"),
    )
    alt_en = models.CharField(_("คำบรรยายรูปภาษาอังกฤษ"), max_length=ALT_LENGTH, blank=True)
    decorative = models.BooleanField(_("รูปประดับ"), default=False, help_text=_("ไม่ให้ข้อมูลอะไรเพิ่ม โปรแกรมอ่านหน้าจอจะข้ามไป"))
    position = models.PositiveSmallIntegerField(_("ลำดับ"), default=0)
    created_at = models.DateTimeField(_("เพิ่มเมื่อ"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(alt_th="") | models.Q(decorative=True),
                name="%(app_label)s_%(class)s_alt_or_decorative",
                violation_error_message=_("กรุณาเขียนคำบรรยายรูป หรือเลือก “รูปประดับ”"),
            )
        ]

    def __str__(self) -> str:
        return self.alt or f"{self.width} × {self.height}"

    @property
    def alt(self) -> str:
        """The alt text in the page's language, else in Thai; empty for a decorative picture."""
        if self.decorative:
            return ""
        return (get_language() == "en" and self.alt_en) or self.alt_th

    def usable_renditions(self, formats: tuple[str, ...] = FORMATS) -> list[dict[str, Any]]:
        """The valid entries of the renditions column, of some formats."""
        rows = self.renditions if isinstance(self.renditions, list) else []
        return [row for row in rows if is_rendition(row, formats)]

    def jpegs(self) -> list[str]:
        """The names of the valid JPEG renditions, the widest first."""
        rows = [row for row in self.usable_renditions() if row["format"] == "jpg"]
        return [row["name"] for row in sorted(rows, key=lambda row: -row["width"])]

    @property
    def largest_url(self) -> str:
        """The path of the widest JPEG; empty if there is none."""
        return next((reverse("center:rendition", args=[name]) for name in self.jpegs()), "")


def is_rendition(row: object, formats: tuple[str, ...] = FORMATS) -> bool:
    """Whether a value of the JSON column has a valid file name and size, and one of the formats."""
    return (
        isinstance(row, dict)
        and row.get("format") in formats  # first: a card wants two formats of three
        and isinstance(row.get("name"), str)
        and NAME.fullmatch(row["name"]) is not None
        and row["format"] == row["name"].rpartition(".")[2]
        and _is_size(row.get("width"))
        and _is_size(row.get("height"))
    )


def _is_size(number: object) -> bool:
    return type(number) is int and number > 0
