from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.people.models import Network, Organization
from center.records.history import kept_history
from center.records.naming import Addressed, Publishable, PublishableQuerySet
from center.records.personal import public
from center.records.search import Searchable, SearchableQuerySet
from thai.django.fields import PhoneField, ThaiTextField


class SourceQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    def for_rows(self) -> Self:
        """With everything a list row prints."""
        return self.select_related("network", "organization")


class Source(Addressed, Publishable, Searchable):
    """A program or organization the center refers people to for capital, production, markets or knowledge.

    There are no columns for amounts and rates, since they change; the texts say whom to ask.
    """

    detail_view = "pages:source_detail"
    search_follows: ClassVar = ("network", "organization")

    class Kind(models.TextChoices):
        """The four kinds of source in the center's founding document."""

        CAPITAL = "capital", _("แหล่งทุน")
        PRODUCTION = "production", _("แหล่งผลิต")
        MARKET = "market", _("แหล่งตลาด")
        KNOWLEDGE = "knowledge", _("แหล่งความรู้")

    class Sector(models.TextChoices):
        PUBLIC = "public", _("ภาครัฐ")
        PRIVATE = "private", _("ภาคเอกชน")
        COMMUNITY = "community", _("ภาคชุมชน")

    class OpenTo(models.TextChoices):
        """Who may apply. Village funds lend to their members, the poverty fund of a village to target households."""

        ANYONE = "anyone", _("ทุกคนที่อยู่ในเงื่อนไข")
        MEMBERS = "members", _("เฉพาะสมาชิก")
        TARGETS = "targets", _("เฉพาะครัวเรือนเป้าหมาย")

    kind = models.CharField(_("ด้าน"), max_length=10, choices=Kind)
    sector = models.CharField(_("ภาคส่วน"), max_length=9, choices=Sector)
    open_to = models.CharField(
        _("เปิดให้ใคร"),
        max_length=7,
        choices=OpenTo,
        default=OpenTo.ANYONE,
        help_text=_("ใช้ตอบคำถาม “แหล่งไหนเหมาะกับฉัน”"),
    )
    for_person = models.BooleanField(_("บุคคลขอได้"), default=True)
    for_group = models.BooleanField(_("กลุ่มขอได้"), default=True)
    for_business = models.BooleanField(_("ร้านหรือบริษัทขอได้"), default=False)
    offers_th = ThaiTextField(_("มีอะไรให้"))
    offers_en = models.TextField(_("มีอะไรให้ ภาษาอังกฤษ"), blank=True)
    eligible_th = ThaiTextField(_("ใครมีสิทธิ์"))
    eligible_en = models.TextField(_("ใครมีสิทธิ์ ภาษาอังกฤษ"), blank=True)
    conditions_th = ThaiTextField(_("เงื่อนไข"), blank=True)
    conditions_en = models.TextField(_("เงื่อนไข ภาษาอังกฤษ"), blank=True)
    how_to_apply_th = ThaiTextField(_("ขอได้อย่างไร"), help_text=_("บรรทัดละขั้น"))
    how_to_apply_en = models.TextField(_("ขอได้อย่างไร ภาษาอังกฤษ"), blank=True)
    papers_th = ThaiTextField(_("เอกสารที่ต้องเตรียม"), blank=True, help_text=_("บรรทัดละรายการ"))
    papers_en = models.TextField(_("เอกสารที่ต้องเตรียม ภาษาอังกฤษ"), blank=True, help_text=_("บรรทัดละรายการ"))
    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=pgettext_lazy("one", "เครือข่าย"),
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="sources", verbose_name=_("หน่วยงาน")
    )
    contact_th = public(ThaiTextField(_("ติดต่อที่"), blank=True, help_text=_("สำนักงานหรือจุดติดต่อ ไม่ใช่เบอร์ส่วนตัว")))
    contact_en = public(models.TextField(_("ติดต่อที่ ภาษาอังกฤษ"), blank=True))
    phone = public(PhoneField(_("เบอร์โทรสำนักงาน"), blank=True))
    confirmed_on = models.DateField(_("ข้อมูล ณ วันที่"), null=True, blank=True)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "แหล่งสนับสนุน")
        verbose_name_plural = _("แหล่งสนับสนุน")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"], name="one_source_of_a_name", violation_error_message=_("มีแหล่งชื่อนี้อยู่แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(for_person=True) | models.Q(for_group=True) | models.Q(for_business=True),
                name="source_is_for_somebody",
                violation_error_message=_("เลือกอย่างน้อยหนึ่งข้อว่าใครขอได้"),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key"], condition=models.Q(published_at__isnull=False), name="source_shown_sort")
        ]

    def search_parts(self) -> list[str]:
        related = [row for row in (self.network, self.organization) if row]
        return [
            self.name_th,
            self.name_en,
            *(text for row in related for text in (row.name_th, row.name_en, row.abbreviation)),
            self.offers_th,
            self.offers_en,
            self.eligible_th,
            self.eligible_en,
        ]

    @property
    def applicants(self) -> list[str]:
        """Who may apply, as labels in the active language."""
        rows = (
            (self.for_person, pgettext_lazy("one", "บุคคล")),
            (self.for_group, _("กลุ่ม")),
            (self.for_business, _("ร้านหรือบริษัท")),
        )
        return [str(label) for may_apply, label in rows if may_apply]

    @property
    def offers(self) -> str:
        return self.in_language("offers")

    @property
    def steps(self) -> list[str]:
        """How to apply, a line per step."""
        return lines(self.in_language("how_to_apply"))

    @property
    def papers(self) -> list[str]:
        """The papers to bring, a line each."""
        return lines(self.in_language("papers"))


def lines(text: str) -> list[str]:
    """The non-empty lines of a text, stripped."""
    return [line.strip() for line in text.splitlines() if line.strip()]
