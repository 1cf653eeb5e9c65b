from decimal import Decimal
from typing import ClassVar, NamedTuple, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.products import months
from catalog.products.models.producer import Producer
from center.lessons.models import Question
from center.pictures.models import Picture
from center.records.history import derived, kept_history
from center.records.naming import Addressed, Bilingual, Publishable, PublishableQuerySet
from center.records.search import Searchable, SearchableQuerySet, latin_words
from thai.dates import buddhist_year
from thai.django.fields import FoldedField, IdentityField, ThaiCharField, ThaiTextField
from thai.folding import fold, identity_of


class Category(Bilingual):
    """One of the five OTOP product categories, with all labels that official sheets use for it."""

    code = models.SlugField(_("รหัส"), max_length=10, unique=True)
    position = models.PositiveSmallIntegerField(_("ลำดับ"), default=0)
    labels = ThaiTextField(_("ชื่ออื่นในเอกสาร"), blank=True, help_text=_("บรรทัดละชื่อ ใช้จับคู่ตอนนำเข้าไฟล์"))
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "ประเภทผลิตภัณฑ์")
        verbose_name_plural = _("ประเภทผลิตภัณฑ์")
        ordering = ["position"]

    def known_as(self) -> set[str]:
        """The folded labels that an imported sheet may use for this category."""
        return {
            fold(label) for label in [self.code, self.name_th, self.name_en, *self.labels.splitlines()] if fold(label)
        }


class Unit(Bilingual):
    """The unit of a price: a bag, a bottle, a kilogram. Staff may add units."""

    class Meta:
        verbose_name = pgettext_lazy("one", "หน่วยราคา")
        verbose_name_plural = _("หน่วยราคา")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"], name="one_unit_of_a_name", violation_error_message=_("มีหน่วยนี้อยู่แล้ว")
            )
        ]


# What cards print. Making objects of all columns took as long as searching and rendering the cards together.
_NAMES = ("name_th", "name_en")
CARD_COLUMNS = (
    *_NAMES,
    "price_low",
    "price_high",
    "latest_stars",
    "latest_year",
    *(f"{path}__{name}" for path in ("producer", "producer__tambon", "unit") for name in _NAMES),
)
CARD_PICTURE_COLUMNS = ("product", "renditions", "alt_th", "alt_en", "decorative", "focus")
# Long columns that lists don't print.
LONG_TEXTS = (
    "story_th",
    "story_en",
    "search_text",
    "materials_th",
    "materials_en",
    "producer__story_th",
    "producer__story_en",
    "producer__search_text",
    "producer__channels",
)


class ProductQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see Producer
    def published(self) -> Self:
        """Products the public may see: published, of a published producer."""
        return super().published().filter(producer__published_at__lte=Now())

    def sold_in(self, month: int) -> Self:
        """Products that are sold in a month, 1 to 12."""
        return self.alias(sold=F("months").bitand(months.pack([month]))).filter(sold__gt=0)

    def for_cards(self) -> Self:
        """With everything a product card prints and nothing else, in two queries: products with relations, their pictures."""
        # to_attr: without it Django makes a queryset for each product, which takes as long as the query.
        pictures = models.Prefetch(
            "pictures", ProductPicture.objects.only(*CARD_PICTURE_COLUMNS), to_attr="card_pictures"
        )
        return self.select_related("producer__tambon", "unit").only(*CARD_COLUMNS).prefetch_related(pictures)

    def reindex(self) -> int:
        """As SearchableQuerySet.reindex(), and update latest_stars and latest_year.

        Returns the number of updates; a row with stale search columns and a stale rating counts twice.
        """
        ratings = self.model._meta.get_field("star_ratings").related_model.objects
        latest = ratings.filter(product=models.OuterRef("pk")).order_by("-year")
        stars, year = (models.Subquery(latest.values(name)[:1]) for name in ("stars", "year"))
        removed = models.Q(now_stars=None, latest_stars__isnull=False)
        differs = models.Q(latest_stars=None) | ~models.Q(latest_stars=F("now_stars"), latest_year=F("now_year"))
        changed = models.Q(now_stars__isnull=False) & differs
        stale = self.annotate(now_stars=stars, now_year=year).filter(removed | changed)
        products = self.model._default_manager.filter(pk__in=list(stale.values_list("pk", flat=True)))
        updated: int = products.update(latest_stars=stars, latest_year=year)
        return updated + super().reindex()


class Rating(NamedTuple):
    """Stars of a product in a year (Christian era)."""

    stars: int
    year: int

    def __str__(self) -> str:
        """As "5 ดาว (ปี 2569)", in the active language."""
        return gettext("%(stars)s ดาว (ปี %(year)s)") % {"stars": self.stars, "year": buddhist_year(self.year)}


class Product(Addressed, Publishable, Searchable):
    """A product of one producer."""

    detail_view = "catalog:product_detail"
    search_follows: ClassVar = ("producer", "producer__tambon", "category")

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="products", verbose_name=_("ผู้ผลิต"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="products", verbose_name=_("ประเภท"))
    category_confirmed = models.BooleanField(
        _("ยืนยันประเภทแล้ว"), default=False, help_text=_("ประเภทที่มากับไฟล์นำเข้าเป็นการเดา เจ้าหน้าที่ต้องยืนยัน")
    )
    story_th = ThaiTextField(_("เรื่องราวของสินค้า"), blank=True)
    story_en = models.TextField(_("เรื่องราวภาษาอังกฤษ"), blank=True)
    sage = ThaiCharField(_("ปราชญ์เจ้าของภูมิปัญญา"), max_length=120, blank=True)
    materials_th = ThaiCharField(_("วัตถุดิบ"), max_length=300, blank=True)
    materials_en = models.CharField(_("วัตถุดิบภาษาอังกฤษ"), max_length=300, blank=True)
    brand = ThaiCharField(_("ตราสินค้า"), max_length=100, blank=True)
    pack_th = ThaiCharField(_("ขนาดบรรจุ"), max_length=120, blank=True)
    pack_en = models.CharField(_("ขนาดบรรจุภาษาอังกฤษ"), max_length=120, blank=True)
    price_low = models.DecimalField(
        _("ราคา (บาท)"), max_digits=9, decimal_places=2, null=True, blank=True, help_text=_("ว่างไว้ = สอบถามราคา")
    )
    price_high = models.DecimalField(
        _("ถึงราคา (บาท)"), max_digits=9, decimal_places=2, null=True, blank=True, help_text=_("ว่างไว้ = ราคาเดียว")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("ต่อหน่วย"))
    months = models.PositiveSmallIntegerField(_("เดือนที่มีขาย"), default=months.ALL_YEAR)
    confirmed_on = models.DateField(_("ข้อมูล ณ วันที่"), null=True, blank=True)
    health_claim = models.BooleanField(_("มีข้อความเรื่องสุขภาพ"), default=False, help_text=_("ต้องตรวจถ้อยคำก่อนเผยแพร่"))
    alcohol = models.BooleanField(_("มีแอลกอฮอล์"), default=False)
    alcohol_approved = models.BooleanField(_("อนุมัติให้เผยแพร่สินค้าที่มีแอลกอฮอล์"), default=False)
    at_center = models.BooleanField(
        _("วางแสดงที่ศูนย์"), default=False, help_text=_("ติ๊กเมื่อมีสินค้าตัวอย่างวางให้ดูที่ศูนย์"), db_default=False
    )
    questions = GenericRelation(Question, related_query_name="product")
    search_name = FoldedField("name_th")
    name_identity = IdentityField("name_th")
    latest_stars = derived(models.PositiveSmallIntegerField(_("ระดับดาวล่าสุด"), null=True, editable=False))
    latest_year = derived(models.PositiveSmallIntegerField(_("ปีคัดสรรล่าสุด"), null=True, editable=False))
    source_key = models.CharField(_("รหัสในไฟล์นำเข้า"), max_length=64, unique=True, null=True, editable=False)

    # Set by for_cards().
    card_pictures: "list[ProductPicture]"

    history = kept_history()
    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "สินค้า OTOP")
        verbose_name_plural = _("สินค้า OTOP")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "name_identity"],
                name="producer_has_a_product_once",
                violation_error_message=_("ผู้ผลิตรายนี้มีสินค้าชื่อนี้อยู่แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(price_high=None)
                | models.Q(price_low__isnull=False, price_high__gte=models.F("price_low")),
                name="product_price_range_ascends",
                violation_error_message=_("ราคาสูงสุดต้องไม่น้อยกว่าราคาต่ำสุด"),
            ),
            models.CheckConstraint(
                condition=models.Q(price_low=None) | models.Q(price_low__gt=0),
                name="product_price_above_zero",
                violation_error_message=_("ราคาต้องมากกว่า 0 บาท"),
            ),
            models.CheckConstraint(
                condition=models.Q(months__range=(1, months.ALL_YEAR)),
                name="product_has_a_month_of_sale",
                violation_error_message=_("เลือกเดือนที่มีขายอย่างน้อยหนึ่งเดือน"),
            ),
            models.CheckConstraint(
                condition=models.Q(alcohol=False) | models.Q(alcohol_approved=True) | models.Q(published_at=None),
                name="alcohol_waits_for_a_decision",
                violation_error_message=_("สินค้าที่มีแอลกอฮอล์ต้องได้รับอนุมัติก่อนเผยแพร่"),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="product_search_text"),
            models.Index(
                fields=["sort_key"], condition=models.Q(published_at__isnull=False), name="product_shown_sort"
            ),
        ]

    def clean(self) -> None:
        """Check the unique constraint on name_identity, which forms skip, since the computed column isn't among their fields."""
        super().clean()
        if self.producer_id and self.name_th:
            same_name = Product.objects.filter(producer=self.producer_id, name_identity=identity_of(self.name_th))
            if duplicate := same_name.exclude(pk=self.pk).first():
                raise ValidationError({"name_th": _("ผู้ผลิตรายนี้มีสินค้าชื่อนี้อยู่แล้ว: %s") % duplicate.name_th})

    def near_names(self) -> list[str]:
        """Names of the producer's other products that differ from this one only in what people mistype: tone marks, signs."""
        near = Product.objects.filter(producer=self.producer_id, search_name=fold(self.name_th)).exclude(pk=self.pk)
        return list(near.values_list("name_th", flat=True))

    def search_parts(self) -> list[str]:
        parts = [
            self.name_th,
            self.name_en,
            self.brand,
            self.sage,
            *self.producer.search_parts(),
            self.category.name_th,
            self.category.name_en,
            self.story_th,
            self.materials_th,
        ]
        # English texts are found by the beginnings of their words.
        return [*parts, *latin_words([*parts, self.story_en, self.materials_en])]

    @property
    def story(self) -> str:
        return self.in_language("story")

    @property
    def price_text(self) -> str:
        """The price as text in the active language: "60 บาท/ถุง", "180–450 บาท/ใบ" or "สอบถามราคา"."""
        if self.price_low is None:
            return str(_("สอบถามราคา"))
        prices = [self.price_low] if self.price_high in (None, self.price_low) else [self.price_low, self.price_high]
        amount = "–".join(_baht(price) for price in prices)
        unit = f"/{self.unit.name}" if self.unit else ""
        return f"{amount} baht{unit}" if get_language() == "en" else f"{amount} บาท{unit}"

    @property
    def latest_rating(self) -> Rating | None:
        """The star rating of the latest year, or None. Denormalized columns, kept by reindex(): lists need no join."""
        return Rating(self.latest_stars, self.latest_year) if self.latest_stars and self.latest_year else None

    @property
    def first_picture(self) -> "ProductPicture | None":
        """The first picture, or None. No query for_cards() and where pictures were prefetched."""
        pictures = self.card_pictures if hasattr(self, "card_pictures") else self.pictures.all()
        return next(iter(pictures), None)

    @property
    def card_values(self) -> tuple[object, ...]:
        """Everything that its card prints: all CARD_COLUMNS. Equal values make equal cards. No query for_cards()."""
        picture = self.first_picture
        named = (self, self.producer, self.producer.tambon, self.unit)
        return (
            self.pk,
            self.price_low,
            self.price_high,
            self.latest_stars,
            self.latest_year,
            *(row and (row.name_th, row.name_en) for row in named),
            picture and picture.printed_values,
        )

    @property
    def sold_all_year(self) -> bool:
        return self.months == months.ALL_YEAR


def _baht(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


# As the CSS classes at-tl to at-br say.
FOCAL_POINTS = {
    "tl": (0.0, 0.0),
    "t": (0.5, 0.0),
    "tr": (1.0, 0.0),
    "l": (0.0, 0.5),
    "m": (0.5, 0.5),
    "r": (1.0, 0.5),
    "bl": (0.0, 1.0),
    "b": (0.5, 1.0),
    "br": (1.0, 1.0),
}


class ProductPicture(Picture):
    """A picture of a product; the first one is shown on cards. It stands whole in its frame, unless staff say where its
    middle is: then it fills the frame and is cut around that point.
    """

    class Focus(models.TextChoices):
        """The nine fields of a picture, by row and column."""

        WHOLE = "", _("แสดงทั้งรูป ไม่ตัด")
        TOP_LEFT = "tl", _("เต็มกรอบ เน้นบนซ้าย")
        TOP = "t", _("เต็มกรอบ เน้นบน")
        TOP_RIGHT = "tr", _("เต็มกรอบ เน้นบนขวา")
        LEFT = "l", _("เต็มกรอบ เน้นซ้าย")
        MIDDLE = "m", _("เต็มกรอบ เน้นกลาง")
        RIGHT = "r", _("เต็มกรอบ เน้นขวา")
        BOTTOM_LEFT = "bl", _("เต็มกรอบ เน้นล่างซ้าย")
        BOTTOM = "b", _("เต็มกรอบ เน้นล่าง")
        BOTTOM_RIGHT = "br", _("เต็มกรอบ เน้นล่างขวา")

    focus = models.CharField(_("การจัดรูปในกรอบ"), max_length=2, choices=Focus, blank=True, default="", db_default="")
    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures", verbose_name=_("สินค้า"))

    class Meta(Picture.Meta):
        verbose_name = pgettext_lazy("one", "รูปสินค้า")
        verbose_name_plural = _("รูปสินค้า")
        ordering = ["position", "pk"]

    @property
    def printed_values(self) -> tuple[object, ...]:
        """Everything that a list prints of it: all CARD_PICTURE_COLUMNS but the product."""
        return str(self.renditions), self.alt_th, self.alt_en, self.decorative, self.focus

    @property
    def css(self) -> str:
        """The CSS classes of its focal point."""
        return f"fill at-{self.focus}" if self.focus else ""

    @property
    def center_of_crop(self) -> tuple[float, float] | None:
        """Where it is cut around, from 0 (left, top) to 1 (right, bottom); None: it stays whole."""
        return FOCAL_POINTS.get(self.focus)
