"""The grid: price, unit, pack and months of the products of a list, edited in one table."""

from collections.abc import Iterable, Iterator
from copy import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.products import months
from catalog.products.models import Product, Unit
from center.records.bulk import update_rows
from center.records.changes import written
from center.staff.officer import officer
from center.staff.row_page import errors_of, number_in
from thai.django.forms import ThaiCharField, ThaiDecimalField

ROWS_ON_A_PAGE = 20
COLUMNS = ("price_low", "price_high", "unit", "pack_th", "months")
# What words in the pack may change.
FLAGS = ("health_claim", "alcohol", "published_at")
REASON = "แก้ในตาราง"

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class MonthsTextField(ThaiCharField):
    """Months of sale as one line: "ทั้งปี", "มี.ค.–พ.ค., พ.ย.". Cleans to the bit mask of `catalog.products.months`."""

    default_error_messages: ClassVar = {
        "required": _("กรุณากรอกเดือนที่มีขาย เช่น ทั้งปี หรือ มี.ค.-พ.ค."),
        "invalid": _("อ่านเดือนไม่ออก กรุณากรอก เช่น ทั้งปี หรือ มี.ค.-พ.ค., พ.ย."),
    }

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        bits = months.from_words(super().clean(value) or "")
        if bits is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return bits


def in_words(bits: int) -> str:
    """The months as they are typed in the active language."""
    return str(_("ทั้งปี")) if bits == months.ALL_YEAR else months.in_words(bits, get_language() or "th")


class PriceField(ThaiDecimalField):
    """A price without its zeros: 60, 62.50."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".removesuffix(".00") if isinstance(value, Decimal) else value


class RowForm(forms.ModelForm):
    """One product. `shown`: what the page showed, so that rows nobody touched are left alone and a second writer is told.

    The units are read once for all rows of a page.
    """

    price_low = PriceField(label=_("ราคา (บาท)"), required=False, max_digits=9, decimal_places=2)
    price_high = PriceField(label=_("ถึงราคา (บาท)"), required=False, max_digits=9, decimal_places=2)
    unit = forms.TypedChoiceField(label=_("ต่อหน่วย"), required=False, empty_value=None)
    pack_th = ThaiCharField(label=_("ขนาดบรรจุ"), required=False, max_length=120)
    months = MonthsTextField(label=_("เดือนที่มีขาย"), max_length=200)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    class Meta:
        model = Product
        fields = COLUMNS

    def __init__(self, data: Any, product: Product, units: dict[str, Unit]) -> None:
        self.stored = as_text(product)
        super().__init__(data, instance=product, prefix=f"row-{product.pk}", initial={"shown": self.stored})
        self.label_suffix = ""
        unit: Any = self.fields["unit"]
        unit.choices = [("", "–"), *((key, row.name) for key, row in units.items())]
        unit.coerce = units.__getitem__
        for name in COLUMNS:
            field = self.fields[name]
            field.widget.attrs["aria-label"] = f"{field.label} {product.name}"

    @property
    def row_label(self) -> str:
        return self.instance.name

    @property
    def touched(self) -> bool:
        """Whether somebody typed something into the row that isn't stored yet. Of a valid form."""
        return as_text(self.instance) not in (self.cleaned_data["shown"], self.stored)

    def tell_of_other_writer(self, product: Product) -> None:
        """Refuse the row with what somebody else wrote meanwhile; sent once more, it overwrites that."""
        sentence = _("มีคนแก้แถวนี้ไปก่อนแล้ว เป็น %s ถ้าจะใช้ค่าที่กรอกไว้ กด “บันทึก” อีกครั้ง")
        self.add_error(None, sentence % in_one_line(product))
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("shown")] = as_text(product)


def as_text(product: Product) -> str:
    """The columns as one text, the same for the same values."""
    prices = ["" if price is None else f"{price:.2f}" for price in (product.price_low, product.price_high)]
    return "|".join([*prices, str(product.unit_id or ""), str(product.months), product.pack_th])


def in_one_line(product: Product) -> str:
    """The columns for people: price with unit, pack, months."""
    return " · ".join(part for part in (product.price_text, product.pack_th, in_words(product.months)) if part)


class Grid(_Admin):
    """Mixin for the admin of products: the list's search and filters hold in the grid too."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(never_cache(require_http_methods(["GET", "HEAD", "POST"])(self.grid_view)))
        return [path("grid/", view, name="catalog_product_grid"), *super().get_urls()]

    def grid_view(self, request: HttpRequest) -> HttpResponse:
        """The table; a POST saves the rows that were changed. Rows that are refused stay as they were typed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        number = number_in(request.GET.get("p", "")) or 1
        try:
            listed = self._listed(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(grid_url())
        page = Paginator(listed.queryset, ROWS_ON_A_PAGE).get_page(number)
        units = {str(unit.pk): unit for unit in Unit.objects.all()}
        forms_of_rows = [RowForm(None, product, units) for product in page.object_list]
        if request.method == "POST":
            forms_of_rows = self._posted_rows(request, units)
            saved = self._save_rows(request, forms_of_rows)
            wrong = any(form.errors for form in forms_of_rows)
            if saved or not wrong:
                text = ngettext("บันทึกแล้ว %d รายการ", "บันทึกแล้ว %d รายการ", saved) % saved
                self.message_user(request, text, messages.SUCCESS if saved else messages.INFO)
            if not wrong:
                return HttpResponseRedirect(self._next_url(request, page, forms_of_rows))
        return self._grid(request, listed, page, forms_of_rows)

    def _listed(self, request: HttpRequest) -> Any:
        """The list as Django's admin searches and filters it; the page number is the grid's, so it isn't told that."""
        listing = copy(request)
        listing.GET = without_page(request.GET)  # type: ignore[assignment]
        return super().get_changelist_instance(listing)

    def _posted_rows(self, request: HttpRequest, units: dict[str, Unit]) -> list[RowForm]:
        """The forms of the rows that the page showed, in its order; rows deleted since are left out."""
        numbers = [number_in(text) for text in request.POST.getlist("row")[:ROWS_ON_A_PAGE]]
        products = _rows().in_bulk(numbers)
        return [RowForm(request.POST, products[number], units) for number in numbers if number in products]

    def _save_rows(self, request: HttpRequest, rows: Iterable[RowForm]) -> int:
        """Write the changed rows with their histories and return their number; of rows that somebody else changed
        since the page was shown the forms get an error.
        """
        typed = {form.instance.pk: form for form in rows if form.is_valid() and form.touched}
        if not typed:
            return 0
        changes: dict[Product, list[str]] = {}
        with transaction.atomic():
            locked = _rows().select_for_update(of=("self",), no_key=True).order_by("pk")
            for product in locked.filter(pk__in=typed):
                form = typed[product.pk]
                if as_text(product) == form.cleaned_data["shown"]:
                    changes[product] = self._take_over(request, product, form)
                else:
                    form.tell_of_other_writer(product)
            update_rows(changes.items(), by=officer(request), reason=REASON)
            written(changes)
            for product, names in changes.items():
                labels = [str(field.verbose_name) for field in Product._meta.concrete_fields if field.name in names]
                self.log_change(request, product, [{"changed": {"fields": labels}}])
        return len(changes)

    def _take_over(self, request: HttpRequest, product: Product, form: RowForm) -> list[str]:
        """Set what was typed on the product; returns the names of its changed columns."""
        names = [name for name in COLUMNS if getattr(product, name) != form.cleaned_data[name]]
        for name in names:
            setattr(product, name, form.cleaned_data[name])
        if "pack_th" in names:
            before = {name: getattr(product, name) for name in FLAGS}
            self.flag_words(request, product)  # type: ignore[attr-defined]  # of ProductAdmin
            names += [name for name in FLAGS if getattr(product, name) != before[name]]
        return names

    def _next_url(self, request: HttpRequest, page: Page, rows: list[RowForm]) -> str:
        """The page behind this one, or this one again. Saved rows may have left the list, and then others move up."""
        number = page.number
        if "_next" in request.POST:
            still = self._listed(request).queryset.filter(pk__in=[form.instance.pk for form in rows]).count()
            number = (page.start_index() - 1 + still) // ROWS_ON_A_PAGE + 1
        query = request.GET.copy()
        query["p"] = str(number)
        return grid_url(query)

    def _grid(self, request: HttpRequest, listed: Any, page: Page, rows: list[RowForm]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("แก้ราคาและเดือนที่ขายในตาราง"),
            "cl": listed,
            "filters": list(_chosen(listed)),
            "page": page,
            "rows": rows,
            "summary": list(errors_of(rows)),
            "columns": [RowForm.base_fields[name] for name in COLUMNS],
            "query": without_page(request.GET).urlencode(),
            "grid_url": grid_url(),
            "list_url": with_query(reverse("admin:catalog_product_changelist"), without_page(request.GET)),
        }
        return TemplateResponse(request, "admin/catalog/product/grid.html", context)


def grid_url(query: QueryDict | None = None) -> str:
    """The address of the grid, with the search and filters of a list's query string."""
    return with_query(reverse("admin:catalog_product_grid"), query)


def with_query(address: str, query: QueryDict | None) -> str:
    return f"{address}?{query.urlencode()}" if query else address


def without_page(query: QueryDict) -> QueryDict:
    """A list's query string without what says how much of the list is shown."""
    kept = query.copy()
    for name in ("p", "all", "_popup", "_to_field"):
        kept.pop(name, None)
    return kept


def _rows() -> QuerySet[Product]:
    """With what the search columns are computed from."""
    return Product.objects.select_related("producer__tambon", "category", "unit")


def _chosen(listed: Any) -> Iterator[str]:
    """The filters that hold, in words."""
    for spec in listed.filter_specs:
        for choice in list(spec.choices(listed))[1:]:
            if choice["selected"]:
                yield f"{spec.title}: {choice['display']}"
