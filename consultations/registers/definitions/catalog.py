"""The registers of producers and of products."""

from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.products.models import Category, Producer, Product
from center.places.villages import village_in_words
from consultations.registers.breakdowns import Breakdown
from consultations.registers.definitions.common import by_network, by_row, by_tambon, by_village, choice_words
from consultations.registers.register import Column, Register
from thai.phones import format_phone

ON_THE_WEB = Breakdown(
    "shown",
    gettext_lazy("การเผยแพร่"),
    parts=(
        ("yes", gettext_lazy("เผยแพร่แล้ว"), Q(published_at__isnull=False)),
        ("no", gettext_lazy("ไม่แสดงบนเว็บ"), Q(published_at=None)),
    ),
)

PRODUCERS = Register(
    key="producers",
    position=70,
    title=gettext_lazy("ทะเบียนผู้ผลิต OTOP"),
    permission="catalog.view_producer",
    unit=pgettext_lazy("counted", "ราย"),
    rows=lambda: Producer.objects.all(),
    listed=lambda rows, period: rows.select_related("tambon", "group").order_by("sort_key", "pk"),
    columns=(
        Column(gettext_lazy("ผู้ผลิต"), lambda producer: producer.name_th),
        Column(gettext_lazy("ประเภทผู้ผลิต"), lambda producer: producer.get_kind_display()),
        Column(gettext_lazy("เลขทะเบียน"), lambda producer: producer.registration_number),
        Column(gettext_lazy("ที่อยู่"), lambda producer: village_in_words(producer.moo, producer.tambon)),
        Column(gettext_lazy("เบอร์โทรศัพท์"), lambda producer: format_phone(producer.phone), personal=True, contact=True),
        Column(gettext_lazy("กลุ่มในทะเบียน"), lambda producer: producer.group.name_th if producer.group else ""),
    ),
    breakdowns=(
        by_tambon(),
        by_village(),
        Breakdown("kind", gettext_lazy("ประเภทผู้ผลิต"), (("kind", "kind"),), label=choice_words(Producer.Kind.choices)),
        by_network("group__network"),
        ON_THE_WEB,
    ),
)

PRODUCTS = Register(
    key="products",
    position=80,
    title=gettext_lazy("ทะเบียนผลิตภัณฑ์"),
    permission="catalog.view_product",
    unit=pgettext_lazy("counted", "รายการ"),
    rows=lambda: Product.objects.all(),
    listed=lambda rows, period: rows.select_related("producer__tambon", "category").order_by("sort_key", "pk"),
    columns=(
        Column(gettext_lazy("สินค้า"), lambda product: product.name_th),
        Column(gettext_lazy("ประเภท"), lambda product: product.category.name_th),
        Column(gettext_lazy("ผู้ผลิต"), lambda product: product.producer.name_th),
        Column(
            gettext_lazy("ตำบล"),
            lambda product: product.producer.tambon.name_th if product.producer.tambon else "",
        ),
        Column(gettext_lazy("ดาว"), lambda product: product.latest_stars),
        Column(gettext_lazy("ปีคัดสรร"), lambda product: product.latest_year + 543 if product.latest_year else None),
    ),
    breakdowns=(
        by_row("category", gettext_lazy("ประเภท"), "category", Category),
        by_tambon("producer__tambon"),
        Breakdown(
            "stars",
            gettext_lazy("ระดับดาวล่าสุด"),
            (("stars", "latest_stars"),),
            label=lambda _name, stars: stars or "",
            order=lambda line: line.values["stars"],
        ),
        ON_THE_WEB,
    ),
)
