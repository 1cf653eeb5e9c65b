"""The networks the center works with, and its partner agencies."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.history import kept_history
from center.records.naming import Addressed, Bilingual, Publishable, PublishableQuerySet
from center.records.personal import public
from center.records.search import Searchable, SearchableQuerySet
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

# The four kinds of source of the center's founding document, and the columns that say so of a network.
KINDS = {
    "capital": "offers_capital",
    "production": "offers_production",
    "market": "offers_markets",
    "knowledge": "offers_knowledge",
}


class NetworkQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    """Networks, searched by their names."""


class Network(Addressed, Publishable, Searchable):
    """A network the center works with. Staff edit the list: the source document ends it with "etc."."""

    detail_view = "pages:network_detail"

    abbreviation = ThaiCharField(_("ชื่อย่อ"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("อยู่ในเครือข่าย")
    )
    offers_capital = models.BooleanField(_("แหล่งทุน"), default=False)
    offers_production = models.BooleanField(_("แหล่งผลิต"), default=False)
    offers_markets = models.BooleanField(_("แหล่งตลาด"), default=False)
    offers_knowledge = models.BooleanField(_("แหล่งความรู้"), default=False)
    about_th = ThaiTextField(_("เกี่ยวกับเครือข่าย"), blank=True, help_text=_("ช่วยสมาชิกอย่างไร ใครเข้าร่วมได้"))
    about_en = models.TextField(_("เกี่ยวกับเครือข่ายภาษาอังกฤษ"), blank=True)
    active = models.BooleanField(_("ยังดำเนินงาน"), default=True)

    history = kept_history()
    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "เครือข่าย")
        verbose_name_plural = _("เครือข่าย")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"], name="one_network_of_a_name", violation_error_message=_("มีเครือข่ายชื่อนี้อยู่แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="network_not_its_own_parent",
                violation_error_message=_("เครือข่ายอยู่ในตัวเองไม่ได้"),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        ancestor, seen = self.parent, {self.pk}
        while ancestor is not None:
            if ancestor.pk in seen:
                raise ValidationError({"parent": _("เครือข่ายอยู่ในตัวเองไม่ได้")})
            seen.add(ancestor.pk)
            ancestor = ancestor.parent

    def search_parts(self) -> list[str]:
        return [self.name_th, self.name_en, self.abbreviation]

    @property
    def about(self) -> str:
        return self.in_language("about")

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of source it is: (code of center.sources' kinds, words in the page's language)."""
        return [
            (kind, str(self._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
            for kind, field in KINDS.items()
            if getattr(self, field)
        ]


class OrganizationQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    """Partner agencies, searched by their names."""


class Organization(Bilingual, Publishable, Searchable):
    """A partner agency of the center: a bank, a university, a government office."""

    abbreviation = ThaiCharField(_("ชื่อย่อ"), max_length=40, blank=True)
    helps_th = ThaiTextField(_("ช่วยเรื่องอะไร"), blank=True, help_text=_("แสดงบนเว็บ หนึ่งหรือสองประโยค"))
    helps_en = models.TextField(_("ช่วยเรื่องอะไร ภาษาอังกฤษ"), blank=True)
    phone = public(PhoneField(_("เบอร์สำนักงาน"), blank=True))
    website = models.URLField(_("เว็บไซต์"), blank=True)
    note = ThaiTextField(_("หมายเหตุ"), blank=True, help_text=_("ไม่แสดงบนเว็บ"))
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ภาคีการพัฒนา")
        verbose_name_plural = _("ภาคีการพัฒนา")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"],
                name="one_organization_of_a_name",
                violation_error_message=_("มีหน่วยงานชื่อนี้อยู่แล้ว"),
            )
        ]

    def search_parts(self) -> list[str]:
        return [self.name_th, self.name_en, self.abbreviation]
