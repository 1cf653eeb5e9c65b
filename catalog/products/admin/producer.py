from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.products.admin.phone_consent import PhoneConsent
from catalog.products.models import Producer, Product
from catalog.products.phone_consent import consent_of
from center.documents.forms_to_print import INITIAL, ProducerForm
from center.documents.models import Document
from center.documents.views import form_page, no_store
from center.staff.base import ReadOnlyInline, StaffAdmin, yes_no
from center.staff.filters import MissingFilter, PublishedFilter
from center.staff.publishing import shown_on_web
from thai.phones import format_phone

MOST_PRODUCTS = 8  # lines that fit into the printed registration form


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
class ProducerAdmin(PhoneConsent, StaffAdmin):
    list_display = ("name", "kind", "place", "phone_with_dashes", "phone_is_shown", "products_count", shown_on_web)
    list_select_related = ("tambon",)
    list_filter = (PublishedFilter, MissingOfProducer, "phone_shown", "kind", "tambon")
    search_fields = ("search_text", "phone", "other_phones", "registration_number")
    autocomplete_fields = ("group", "contact", "tambon", "keepers")
    inlines = (ProductLinks,)
    readonly_fields = ("registration_form", "phone_consent")
    export_columns = (
        (_("เลขที่ผู้ผลิต"), "id"),
        (_("ผู้ผลิต"), "name_th"),
        "name_en",
        "kind",
        "registration_number",
        "address",
        "moo",
        (_("ตำบล"), "tambon__name_th"),
        "local_government",
        "district",
        "province",
        "phone",
        "other_phones",
        "line_id",
        "phone_shown",
        "channels",
        "latitude",
        "longitude",
        "story_th",
        "story_en",
        "group",
        "confirmed_on",
        "published_at",
    )
    phone_is_shown = yes_no("phone_shown", _("แสดงเบอร์"))
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "kind", "registration_number", "registration_form", "published_at")}),
        (_("ติดต่อ"), {"fields": ("phone", "other_phones", "line_id", "phone_consent", "channels")}),
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

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.form_view)
        return [path("<int:pk>/form/", view, name="catalog_producer_form"), *super().get_urls()]

    def form_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The registration form, filled in from the producer's record, for staff to complete and print."""
        producer = get_object_or_404(Producer.objects.select_related("tambon", "contact", "group"), pk=pk)
        if not self.has_change_permission(request, producer):
            raise PermissionDenied
        form = ProducerForm(initial=initial_from(producer))
        return no_store(form_page(request, Document.OnTheWeb.PRODUCER.value, form))

    @admin.display(description=_("แบบคำขอลงทะเบียน"))
    def registration_form(self, obj: Producer) -> str:
        if obj._state.adding:
            return ""
        url = reverse("admin:catalog_producer_form", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', url, _("กรอกจากข้อมูลนี้แล้วพิมพ์"))

    def save_model(self, request: HttpRequest, obj: Producer, form, change: bool) -> None:
        """Hide what isn't there any more, and what the former contact allowed to be shown but the new one hasn't yet."""
        if obj.phone_shown and not (obj.phone or obj.line_id):
            obj.phone_shown = False
        if change and "contact" in form.changed_data and obj.phone_shown and not consent_of(obj):
            former = Producer(contact_id=form.initial["contact"])
            if consent_of(former):
                obj.phone_shown = False
                self.message_user(request, _("ซ่อนเบอร์แล้ว เพราะผู้ติดต่อคนใหม่ยังไม่ได้ยินยอมให้แสดง"), messages.WARNING)
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest):
        # A subquery: an aggregate over a join would add GROUP BY, and the changelist would lose its ordering.
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
    def products_count(self, obj) -> int:
        return obj.products_counted  # annotated by get_queryset()


def initial_from(producer: Producer) -> dict:
    """Initial values of the registration form from a producer's record."""
    contact = producer.contact
    products = producer.products.select_related("unit").order_by("sort_key", "pk")
    return {
        "producer_name": producer.name_th,
        "kind": producer.kind,
        "members": producer.group.members_count if producer.group else None,
        "applicant": str(contact) if contact else "",
        "phone": producer.phone,
        "line_id": producer.line_id,
        "house": producer.address,
        "moo": producer.moo or "",
        "tambon": producer.tambon.name_th if producer.tambon else "",
        "district": producer.district or INITIAL["district"],
        "province": producer.province or INITIAL["province"],
        "products": "\n".join(f"{product.name_th} {product.price_text}" for product in products[:MOST_PRODUCTS]),
        "channels": producer.channels,
    }
