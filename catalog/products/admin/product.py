from typing import ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.products import months
from catalog.products.admin.certificate import CertificateInline, StarRatingInline
from catalog.products.admin.confirming import Confirming
from catalog.products.admin.grid import Grid, grid_url, without_page
from catalog.products.admin.inputs import MonthsField
from catalog.products.admin.photographing import Photographing, may_photograph, photos_url
from catalog.products.admin.waiting import WaitingFilter
from catalog.products.models import Product, ProductPicture
from catalog.products.pictures import add_pictures
from catalog.products.wording import alcohol_words, health_words
from center.pictures.forms import SeveralPicturesField
from center.pictures.markup import picture_html
from center.staff.base import StaffAdmin
from center.staff.exporting import ListTool
from center.staff.filters import PublishedFilter
from center.staff.pictures import OrderedPictureInline
from center.staff.publishing import named, shown_on_web
from thai.dates import buddhist_year

# The texts that are searched for health claims and alcohol.
CHECKED_TEXTS = (
    "name_th",
    "name_en",
    "story_th",
    "story_en",
    "materials_th",
    "materials_en",
    "pack_th",
    "pack_en",
    "brand",
)


CAUTION = _("ข้อความที่ต้องระวัง")
# As many as the page prints at once.
MOST_LABELS = 100


class StarsFilter(admin.SimpleListFilter):
    title = _("ระดับดาว (ปีล่าสุด)")
    parameter_name = "stars"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        choices = [(str(stars), _("%d ดาว") % stars) for stars in range(5, 0, -1)]
        return [*choices, ("none", _("ยังไม่มีดาว"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        if value == "none":
            return queryset.filter(latest_stars=None)
        return queryset.filter(latest_stars=int(value)) if value in {*"12345"} else queryset


class ProductPictureInline(OrderedPictureInline):
    """No empty row: new pictures are chosen together, in the form's own field."""

    model = ProductPicture
    extra = 0
    beside_first_fields = True
    fields: ClassVar[tuple[str, ...]] = (*OrderedPictureInline.fields, "focus")


class ProductForm(forms.ModelForm):
    months = MonthsField(label=_("เดือนที่มีขาย"), initial=months.ALL_YEAR)
    new_pictures = SeveralPicturesField(
        label=_("ถ่ายหรือเลือกรูป (หลายรูปได้)"),
        required=False,
        help_text=_("เลือกจากคลังภาพในโทรศัพท์ได้หลายรูป คำบรรยายรูปเป็นชื่อสินค้าไปก่อน แก้ทีหลังได้"),
    )


@admin.register(Product)
class ProductAdmin(Photographing, Grid, Confirming, StaffAdmin):
    form = ProductForm
    list_display = ("thumbnail", "name", "price", shown_on_web, "producer", "place", "category")
    list_display_links = ("name",)
    list_filter = (
        WaitingFilter,
        PublishedFilter,
        "category",
        "producer__tambon",
        StarsFilter,
        "at_center",
    )
    search_fields = ("search_text", "producer__phone", "producer__other_phones")
    autocomplete_fields = ("producer", "unit")
    radio_fields = {"category": admin.VERTICAL}
    inlines = (ProductPictureInline, StarRatingInline, CertificateInline)
    actions = ("publish_selected", "hide_selected", "confirm_today", "print_labels", "confirm_category")
    export_columns = (
        (_("เลขที่สินค้า"), "id"),
        (_("ชื่อสินค้า"), "name_th"),
        "name_en",
        (_("ผู้ผลิต"), "producer__name_th"),
        (_("เลขที่ผู้ผลิต"), "producer__id"),
        "producer__address",
        "producer__moo",
        (_("ตำบล"), "producer__tambon__name_th"),
        "producer__local_government",
        "producer__district",
        "producer__province",
        "producer__phone",
        "category",
        "category_confirmed",
        "price_low",
        "price_high",
        "unit",
        "pack_th",
        "pack_en",
        "brand",
        "months",
        "story_th",
        "story_en",
        "sage",
        "materials_th",
        "materials_en",
        "health_claim",
        "alcohol",
        "alcohol_approved",
        "at_center",
        "latest_stars",
        (_("ปีคัดสรรล่าสุด"), "latest_year"),
        "confirmed_on",
        "published_at",
    )
    history_wordings = {
        "latest_year": buddhist_year,
        "months": lambda bits: _("ทั้งปี") if bits == months.ALL_YEAR else months.in_words(bits, get_language() or "th"),
    }
    # As one works: name, price, category and pictures stand open, the rest is folded in groups.
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name_th",
                    "name_en",
                    "producer",
                    ("price_low", "price_high", "unit"),
                    "category",
                    "category_confirmed",
                    "new_pictures",
                )
            },
        ),
        (_("ช่วงที่มีขาย"), {"fields": ("months",), "classes": ("collapse",)}),
        (_("ขนาดบรรจุและตราสินค้า"), {"fields": ("pack_th", "pack_en", "brand"), "classes": ("collapse",)}),
        (
            _("เรื่องราวและวัตถุดิบ"),
            {"fields": ("story_th", "story_en", "sage", "materials_th", "materials_en"), "classes": ("collapse",)},
        ),
        (
            CAUTION,
            {
                "fields": ("health_claim", "alcohol", "alcohol_approved"),
                "classes": ("collapse",),
                "description": _(
                    "ระบบติ๊กให้เมื่อพบคำในชื่อ เรื่องราว วัตถุดิบ ขนาดบรรจุ หรือตราสินค้า เช่น “รักษา” “บรรเทา” “ไวน์” "
                    "ถ้าตรวจแล้วไม่เข้าข่าย เอาติ๊กออกแล้วบันทึกได้"
                ),
            },
        ),
        (
            _("การเผยแพร่และความถูกต้องของข้อมูล"),
            {"fields": ("published_at", "at_center", "confirmed_on"), "classes": ("collapse",)},
        ),
    )

    class Media:
        js = ("js/admin-months.js",)

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> list:
        """What has been flagged in the texts is not folded."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not (obj.health_claim or obj.alcohol):
            return fieldsets
        return [(title, {**options, "classes": ()} if title is CAUTION else options) for title, options in fieldsets]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("producer__tambon", "category", "unit")

    def get_changelist_instance(self, request: HttpRequest):
        """Prefetches pictures for the rows of this page only."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = changelist.result_list.prefetch_related("pictures")
        return changelist

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """A category chosen in the form counts as confirmed; only imports guess."""
        return {"category_confirmed": True} | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: Product, form, change: bool) -> None:
        if not change or set(CHECKED_TEXTS) & set(form.changed_data):
            self.flag_words(request, obj)
        super().save_model(request, obj, form, change)
        if ("name_th" in form.changed_data or not change) and (near := obj.near_names()):
            message = _("ผู้ผลิตรายนี้มีสินค้าชื่อใกล้เคียงกัน: %s ถ้าเป็นสินค้าเดียวกัน กรุณาเก็บไว้รายการเดียว")
            self.message_user(request, message % named(near), messages.WARNING)

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Also adds the pictures that were chosen together, behind those that the product has."""
        super().save_related(request, form, formsets, change)
        if request.user.has_perm("catalog.add_productpicture"):
            add_pictures(form.instance, form.cleaned_data.get("new_pictures") or [])

    def flag_words(self, request: HttpRequest, obj: Product) -> None:
        """Set the flags for health claims and alcohol, with warnings. Unapproved alcohol is unpublished.

        Called only when a text changed, so that a flag that staff cleared stays cleared.
        """
        texts = [getattr(obj, field) for field in CHECKED_TEXTS]
        if found := health_words(texts):
            obj.health_claim = True
            self.message_user(
                request,
                _("พบคำเรื่องสุขภาพ: %s กรุณาตรวจถ้อยคำก่อนเผยแพร่ ห้ามอวดอ้างว่ารักษาหรือบรรเทาโรค") % ", ".join(found),
                messages.WARNING,
            )
        if found := alcohol_words(texts):
            obj.alcohol = True
            message = _("พบคำเรื่องแอลกอฮอล์: %s") % ", ".join(found)
            if not obj.alcohol_approved:
                obj.published_at = None
                message += " " + str(_("สินค้านี้ยังไม่แสดงบนเว็บจนกว่าเจ้าหน้าที่จะอนุมัติ"))
            self.message_user(request, message, messages.WARNING)

    def why_not_publish(self, obj) -> str:
        return str(_("มีแอลกอฮอล์ ต้องได้รับอนุมัติก่อน")) if obj.alcohol and not obj.alcohol_approved else ""

    @admin.action(description=_("เผยแพร่รายการที่เลือก"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """As of every publishable row, with a warning for products whose producer isn't published."""
        super().publish_selected(request, queryset)
        unseen = [str(product) for product in queryset.filter(published_at__isnull=False, producer__published_at=None)]
        if unseen:
            self.message_user(request, _("ยังไม่แสดงบนเว็บ เพราะผู้ผลิตยังไม่ได้เผยแพร่: %s") % named(unseen), messages.WARNING)

    @admin.action(description=_("ยืนยันประเภทของรายการที่เลือก"), permissions=["change"])
    def confirm_category(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = list(queryset.filter(category_confirmed=False))
        self._change_all(request, rows, "category_confirmed", True)
        count = len(rows)
        text = ngettext("ยืนยันประเภทแล้ว %d รายการ", "ยืนยันประเภทแล้ว %d รายการ", count) % count
        self.message_user(request, text, messages.SUCCESS if count else messages.INFO)

    @admin.action(description=_("พิมพ์ป้ายชั้นวางของรายการที่เลือก"), permissions=["view"])
    def print_labels(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Lead to the page with the labels, of products that the public may see."""
        numbers = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_LABELS + 1])
        if len(numbers) > MOST_LABELS:
            refusal = _("พิมพ์ป้ายได้ครั้งละไม่เกิน %d รายการ กรุณาเลือกให้น้อยลง") % MOST_LABELS
            self.message_user(request, refusal, messages.ERROR)
            return None
        query = urlencode({"product": numbers}, doseq=True)
        return HttpResponseRedirect(f"{reverse('catalog:shelf_labels')}?{query}")

    @admin.display(description=_("รูป"))
    def thumbnail(self, obj: Product) -> str:
        return picture_html(obj.first_picture, sizes="4rem", most=240, css="thumbnail")

    @admin.display(description=_("ชื่อสินค้า"), ordering="sort_key")
    def name(self, obj: Product) -> str:
        return obj.name

    @admin.display(description=_("ที่ตั้ง"), ordering="producer__tambon__sort_key")
    def place(self, obj: Product) -> str:
        return obj.producer.place_text

    @admin.display(description=_("ราคา"), ordering="price_low")
    def price(self, obj: Product) -> str:
        return obj.price_text


def grid_of_list(request: HttpRequest) -> str:
    """The grid with the rows of the list; empty for who may not change products."""
    return grid_url(without_page(request.GET)) if request.user.has_perm("catalog.change_product") else ""


ListTool.register(Product, _("แก้ในตาราง"), grid_of_list)
ListTool.register(Product, _("ถ่ายรูปสินค้าที่ไม่มีรูป"), lambda request: photos_url() if may_photograph(request) else "")
