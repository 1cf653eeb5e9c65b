"""What most rows share: a name in Thai and perhaps English, and a day from which the public may see them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from thai.django.fields import SortKeyField, ThaiCharField


def unique_with_optional(
    field: str, optional: str, *, name: str, message: str, condition: models.Q | None = None
) -> list[models.UniqueConstraint]:
    """Constraints: field is unique per optional, and rows where optional is empty count as one place of their own.

    Two constraints, since SQLite has no NULLS NOT DISTINCT.
    """
    condition = condition or models.Q()
    empty = models.Q(**{f"{optional}__isnull": True})
    return [
        models.UniqueConstraint(
            fields=[field, optional], condition=condition & ~empty, name=name, violation_error_message=message
        ),
        models.UniqueConstraint(
            fields=[field], condition=condition & empty, name=f"{name}_none", violation_error_message=message
        ),
    ]


class Bilingual(models.Model):
    """A row named in Thai and, if somebody wrote it, in English. Lists stand in dictionary order of the Thai name."""

    name_th = ThaiCharField(_("ชื่อ"), max_length=200)
    name_en = models.CharField(_("ชื่อภาษาอังกฤษ"), max_length=200, blank=True)
    sort_key = SortKeyField("name_th")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def in_language(self, field: str) -> str:
        """The text of field_en on an English page if there is one, else of field_th."""
        if get_language() == "en" and (english := getattr(self, f"{field}_en")):
            return english
        return getattr(self, f"{field}_th")

    @property
    def name(self) -> str:
        return self.in_language("name")


class Addressed(Bilingual):
    """A row with a page of its own on the website, at an address like 12-mango-sweets."""

    detail_view: ClassVar[str]  # the URL name of that page

    class Meta:
        abstract = True

    @property
    def slug(self) -> str:
        """ASCII words of the English name for the address bar; may be empty. Only the id identifies a page."""
        return slugify(self.name_en)[:60].strip("-")

    def get_absolute_url(self) -> str:
        address = f"{self.pk}-{self.slug}" if self.slug else str(self.pk)
        return reverse(self.detail_view, args=[address])


class PublishableQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Rows the public may see: the only definition of it."""
        return self.filter(published_at__lte=Now())


class Publishable(models.Model):
    """A row the public may see from published_at on; empty means: not on the website."""

    published_at = models.DateTimeField(
        _("เผยแพร่เมื่อ"), null=True, blank=True, db_index=True, help_text=_("ว่างไว้ = ไม่แสดงบนเว็บ")
    )

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Whether the row's own day has come. What published() asks of other rows as well is not asked here."""
        return self.published_at is not None and self.published_at <= timezone.now()
