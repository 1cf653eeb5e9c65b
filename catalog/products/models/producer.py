from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from catalog.products.districts import DISTRICT, PROVINCE
from center.people.models import Group, Person
from center.places.models import Position, Tambon
from center.places.villages import village_in_words
from center.records.history import kept_history
from center.records.naming import Addressed, Publishable, PublishableQuerySet
from center.records.personal import personal, personal_contact
from center.records.search import Searchable, SearchableQuerySet
from thai.django.fields import PhoneField, PhonesField, ThaiCharField, ThaiTextField


# The stubs give each queryset an as_manager() of its own, which clashes where a queryset has several bases.
class ProducerQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]
    def for_rows(self) -> Self:
        """With everything a list row prints."""
        return self.select_related("tambon")


# Products that the row of a list names.
ROW_PRODUCTS = 3


class Producer(Addressed, Publishable, Searchable, Position):
    """A maker of OTOP products: a group, a single owner or a company.

    Imported producers have their place as text; the tambon is set if the address names one of the district.
    """

    detail_view = "catalog:producer_detail"
    search_follows: ClassVar = ("tambon",)

    class Kind(models.TextChoices):
        """The three kinds of producer in the OTOP registration of the Community Development Department."""

        GROUP = "group", _("กลุ่มผู้ผลิตชุมชน")
        SINGLE = "single", _("ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว")
        SME = "sme", _("วิสาหกิจขนาดกลางและขนาดย่อม (SMEs)")

    kind = models.CharField(_("ประเภทผู้ผลิต"), max_length=6, choices=Kind.choices, blank=True)
    registration_number = models.CharField(
        _("เลขทะเบียน OTOP"), max_length=20, blank=True, help_text=_("กรอกตามเอกสาร ไม่บังคับรูปแบบ")
    )
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="producers", verbose_name=_("กลุ่มในทะเบียน")
    )
    contact = personal(
        models.ForeignKey(
            Person, models.SET_NULL, null=True, blank=True, related_name="producers", verbose_name=_("ผู้ติดต่อ")
        )
    )
    tambon = models.ForeignKey(
        Tambon, models.PROTECT, null=True, blank=True, related_name="producers", verbose_name=_("ตำบล")
    )
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    address = personal_contact(
        ThaiCharField(_("ที่อยู่"), max_length=300, blank=True, help_text=_("บ้านเลขที่ ถนน หรือตามที่จดไว้"))
    )
    local_government = ThaiCharField(_("อปท."), max_length=120, blank=True)
    district = ThaiCharField(_("อำเภอ"), max_length=60, blank=True)
    province = ThaiCharField(_("จังหวัด"), max_length=60, blank=True)
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    other_phones = personal_contact(PhonesField(_("เบอร์อื่น"), max_length=200, blank=True))
    phone_shown = models.BooleanField(_("แสดงเบอร์และไลน์บนเว็บ"), default=False, help_text=_("ติ๊กเมื่อผู้ผลิตยินยอมแล้วเท่านั้น"))
    line_id = personal_contact(models.CharField(_("ไอดีไลน์"), max_length=60, blank=True))
    channels = ThaiTextField(_("ช่องทางจำหน่ายอื่น"), blank=True, help_text=_("เช่น ร้านหน้าบ้าน ตลาดน้ำ เพจ"))
    story_th = ThaiTextField(_("เรื่องราว"), blank=True)
    story_en = models.TextField(_("เรื่องราวภาษาอังกฤษ"), blank=True)
    keepers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="kept_producers", verbose_name=_("ผู้ดูแลหน้าผู้ผลิต")
    )
    confirmed_on = models.DateField(_("ข้อมูล ณ วันที่"), null=True, blank=True)
    source_key = models.CharField(_("รหัสในไฟล์นำเข้า"), max_length=64, unique=True, null=True, editable=False)

    # What the list of producers shows of their products; set by its view.
    shown_products: "list[Any]"
    first_picture: Any

    history = kept_history("contact", "address", "phone", "other_phones", "line_id")
    objects = ProducerQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ผู้ผลิต OTOP")
        verbose_name_plural = _("ผู้ผลิต OTOP")
        ordering = ["sort_key", "pk"]
        constraints = [
            *Position.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(phone_shown=False) | ~models.Q(phone="") | ~models.Q(line_id=""),
                name="producer_shows_a_phone_it_has",
                violation_error_message=_("ยังไม่มีเบอร์หรือไอดีไลน์ให้แสดง"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["sort_key"], condition=models.Q(published_at__isnull=False), name="producer_shown_sort"
            )
        ]

    def search_parts(self) -> list[str]:
        tambon = [self.tambon.name_th, self.tambon.name_en] if self.tambon else []
        # "OTOP" in a search matches every producer.
        return [self.name_th, self.name_en, *tambon, self.local_government, self.district, self.province, "OTOP"]

    @property
    def story(self) -> str:
        return self.in_language("story")

    @property
    def place_text(self) -> str:
        """The place in the active language, without the house number: village, tambon, district, province."""
        if self.tambon:
            return village_in_words(self.moo, self.tambon)
        parts = [
            self.local_government,
            f"อ.{self.district}" if self.district else "",
            self.province and f"จ.{self.province}",
        ]
        return " ".join(part for part in parts if part)

    @property
    def row_values(self) -> tuple[object, ...]:
        """Everything that its row in the list prints, in the active language. Equal values make equal rows."""
        picture = self.first_picture
        return (
            self.pk,
            self.name_th,
            self.name_en,
            self.place_text,
            tuple((product.name_th, product.name_en) for product in self.shown_products[:ROW_PRODUCTS]),
            len(self.shown_products),
            picture and picture.printed_values,
        )

    @property
    def map_words(self) -> str:
        """What to search for on a map: village and sub-district, never the house; empty if the place isn't known."""
        with override("th"):
            place = self.place_text
        if not self.tambon:
            return place
        district, province = self.district or DISTRICT, self.province or PROVINCE
        return " ".join([place, district and f"อ.{district}", province and f"จ.{province}"])


# Most producers work at home, so their position is personal data. The fields come from Position, which offices share.
personal_contact(Producer._meta.get_field("latitude"))
personal_contact(Producer._meta.get_field("longitude"))
