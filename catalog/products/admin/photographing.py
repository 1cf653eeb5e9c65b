"""A page for the phone that only takes pictures: the products without one, one after the other."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.products.admin.waiting import without_picture
from catalog.products.models import Producer, Product
from catalog.products.pictures import add_pictures
from center.pictures.forms import PictureField, PictureInput, SeveralPicturesField
from center.pictures.taking import PreparedPicture
from center.records.changes import written
from center.staff.row_page import number_in

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class PhotoForm(forms.Form):
    """One picture from the camera, or some from the album: phones open the camera at once for `capture`, and nothing else."""

    photo = PictureField(label=_("ถ่ายรูป"), required=False, widget=PictureInput({"capture": "environment"}))
    album = SeveralPicturesField(label=_("หรือเลือกจากคลังภาพ"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.pictures:
            raise ValidationError(_("ยังไม่ได้ถ่ายหรือเลือกรูป"), code="required")
        return cleaned

    @property
    def pictures(self) -> list[PreparedPicture]:
        photo = self.cleaned_data.get("photo")
        return [*([photo] if photo else []), *(self.cleaned_data.get("album") or [])]


class Photographing(_Admin):
    """Mixin for the admin of products."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(never_cache(require_http_methods(["GET", "HEAD", "POST"])(self.photos_view)))
        return [path("photos/", view, name="catalog_product_photos"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list of products without a picture leads to the page that takes them."""
        listed = request.GET.get("waiting") == "picture" and may_photograph(request)
        shown = {"photos_url": photos_url() if listed else ""}
        return super().changelist_view(request, shown | (extra_context or {}))

    def photos_view(self, request: HttpRequest) -> HttpResponse:
        """Take a picture of a product that has none; saving leads to the next.

        ?after: the product before, ?producer: only this producer's. Products stand producer by producer, since an
        officer takes the pictures at the producer's.
        """
        if not may_photograph(request):
            raise PermissionDenied
        producer = Producer.objects.filter(pk=number_in(request.GET.get("producer", ""))).first()
        form = PhotoForm(request.POST or None, request.FILES or None)
        product: Product | None
        if request.method == "POST":
            product = get_object_or_404(Product, pk=number_in(request.POST.get("product", "")))
            if form.is_valid():
                self._keep_photos(request, product, form.pictures)
                return HttpResponseRedirect(photos_url(producer, after=product))
        waiting = without_picture(Product.objects.filter(producer=producer) if producer else Product.objects.all())
        if request.method != "POST":
            product = _following(waiting, number_in(request.GET.get("after", "")))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("ถ่ายรูปสินค้า"),
            "form": form,
            "product": product,
            "producer": producer,
            "left": waiting.count(),
            "skip_url": photos_url(producer, after=product) if product else "",
            "first_url": photos_url(producer),
        }
        return TemplateResponse(request, "admin/catalog/product/photos.html", context)

    def _keep_photos(self, request: HttpRequest, product: Product, pictures: list[PreparedPicture]) -> None:
        with transaction.atomic():
            add_pictures(product, pictures)
            written([product])
            self.log_change(request, product, str(_("เพิ่มรูปสินค้า")))
        url = reverse("admin:catalog_product_change", args=[product.pk])
        link = format_html('<a href="{}">{}</a>', url, product.name)
        self.message_user(request, format_html("{} {}", _("บันทึกรูปแล้ว:"), link))


def may_photograph(request: HttpRequest) -> bool:
    return request.user.has_perms(["catalog.change_product", "catalog.add_productpicture"])


def photos_url(producer: Producer | None = None, after: Product | None = None) -> str:
    """The address of the page: of all products or one producer's, from the first or behind a product."""
    query = {"producer": producer.pk if producer else None, "after": after.pk if after else None}
    given = urlencode({name: value for name, value in query.items() if value})
    return reverse("admin:catalog_product_photos") + (f"?{given}" if given else "")


def _following(waiting: QuerySet[Product], after: int) -> Product | None:
    """The first of these products behind another one, which may have got its picture; the first of all without that."""
    before = Product.objects.filter(pk=after).values_list("producer_id", flat=True).first() if after else None
    if before is not None:
        waiting = waiting.filter(Q(producer_id__gt=before) | Q(producer_id=before, pk__gt=after))
    return waiting.select_related("producer__tambon", "unit").order_by("producer_id", "pk").first()
