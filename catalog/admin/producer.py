from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.models import Producer, Product
from center.admin.base import ReadOnlyInline, StaffAdmin, shown_on_web, yes_no
from center.admin.filters import MissingFilter, PublishedFilter
from thai.phones import format_phone


class MissingOfProducer(MissingFilter):
    missing = {"phone": _("ไม่มีเบอร์โทรศัพท์"), "tambon": _("ไม่ระบุตำบล"), "kind": _("ไม่ระบุประเภทผู้ผลิต")}


class ProductLinks(ReadOnlyInline, admin.TabularInline):
    model = Product
    fields = readonly_fields = ("page", "category", "price", "shown")
    verbose_name_plural = _("สินค้า")
    ordering = ("sort_key", "pk")
    template = "admin/catalog/producer/products.html"

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("category", "unit")

    @admin.display(description=_("ชื่อ"))
    def page(self, obj: Product) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:catalog_product_change", args=[obj.pk]), obj.name)

    @admin.display(description=_("ราคา"))
    def price(self, obj: Product) -> str:
        return obj.price_text

    @admin.display(description=_("บนเว็บ"))
    def shown(self, obj: Product) -> str:
        return shown_on_web(obj)


@admin.register(Producer)
class ProducerAdmin(StaffAdmin):
    list_display = ("name", "kind", "place", "phone_with_dashes", "phone_is_shown", "products_count", shown_on_web)
    list_select_related = ("tambon",)
    list_filter = (PublishedFilter, MissingOfProducer, "phone_shown", "kind", "tambon")
    search_fields = ("search_text", "phone", "registration_number")
    autocomplete_fields = ("group", "contact", "tambon", "keepers")
    inlines = (ProductLinks,)
    phone_is_shown = yes_no("phone_shown", _("แสดงเบอร์"))
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "kind", "registration_number", "published_at")}),
        (_("ติดต่อ"), {"fields": ("phone", "other_phones", "line_id", "phone_shown", "channels")}),
        (
            _("ที่ตั้ง"),
            {
                "fields": (
                    "address",
                    ("moo", "tambon"),
                    ("local_government", "district", "province"),
                    ("latitude", "longitude"),
                )
            },
        ),
        (_("เรื่องราว"), {"fields": ("story_th", "story_en")}),
        (_("ผู้เกี่ยวข้อง"), {"fields": ("group", "contact", "keepers")}),
        (_("ความถูกต้องของข้อมูล"), {"fields": ("confirmed_on",)}),
    )

    def get_queryset(self, request: HttpRequest):
        # A subquery, since a plain Count would group the rows and lose their order.
        counted = Product.objects.filter(producer=OuterRef("pk")).order_by().values("producer").annotate(n=Count("pk"))
        return super().get_queryset(request).annotate(products_counted=Coalesce(Subquery(counted.values("n")), 0))

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Producer) -> str:
        return obj.name

    @admin.display(description=_("ที่ตั้ง"), ordering="tambon__sort_key")
    def place(self, obj: Producer) -> str:
        return obj.place_text

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Producer) -> str:
        return format_phone(obj.phone)

    @admin.display(description=_("สินค้า"), ordering="products_counted")
    def products_count(self, obj: Producer) -> int:
        return obj.products_counted
