"""Base models: a name in Thai and English, a page of its own, a publication date."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.records.addresses import page_url, slug_of
from thai.django.fields import SortKeyField, ThaiCharField


def unique_with_optional(
    field: str, optional: str, *, name: str, message: Any, condition: models.Q | None = None
) -> list[models.UniqueConstraint]:
    """Constraints: `field` is unique among rows with the same `optional`, and among the rows where that is NULL.

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
    """A row with a Thai and an optional English name. Sorted by the Thai name in dictionary order."""

    name_th = ThaiCharField(_("ชื่อ"), max_length=200)
    name_en = models.CharField(_("ชื่อภาษาอังกฤษ"), max_length=200, blank=True)
    sort_key = SortKeyField("name_th")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def in_language(self, field: str) -> str:
        """The text of field_en on an English page if there is one, else of field_th."""
        english: str = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or str(getattr(self, f"{field}_th"))

    @property
    def name(self) -> str:
        return self.in_language("name")


class Addressed(Bilingual):
    """A row with a public page of its own, at a URL like 12-mango-sweets."""

    detail_view: ClassVar[str]  # the URL name of that page

    class Meta:
        abstract = True

    @property
    def slug(self) -> str:
        return slug_of(self.name_en)

    def get_absolute_url(self) -> str:
        return page_url(self.detail_view, self.pk, self.name_en)


class PublishableQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Rows the public may see. Whatever shows rows to the public starts here."""
        return self.filter(published_at__lte=Now())


class Publishable(models.Model):
    """A row the public may see from published_at on; NULL means unpublished."""

    published_at = models.DateTimeField(
        _("เผยแพร่เมื่อ"), null=True, blank=True, db_index=True, help_text=_("ว่างไว้ = ไม่แสดงบนเว็บ")
    )

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Whether published_at has passed. Conditions of published() on related rows are not checked here."""
        return self.published_at is not None and self.published_at <= timezone.now()
