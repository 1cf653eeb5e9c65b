"""Products that need an officer's attention: the definitions behind the list filter and the tiles on the start page."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Certificate, Product, ProductPicture

WARNING_TIME = timedelta(days=90)


def without_picture(products: QuerySet) -> QuerySet:
    return products.exclude(Exists(ProductPicture.objects.filter(product=OuterRef("pk"))))


def without_price(products: QuerySet) -> QuerySet:
    return products.filter(price_low=None)


def with_ending_certificate(products: QuerySet, today: date | None = None) -> QuerySet:
    """Products with a certificate that has expired or will within 90 days, without a later one of its kind.

    today: default is today in Bangkok.
    """
    limit = (today or timezone.localdate()) + WARNING_TIME
    later = Certificate.objects.filter(product=OuterRef("product"), kind=OuterRef("kind"), under_way=False).filter(
        Q(expires_on=None) | Q(expires_on__gt=limit)
    )
    ending = Certificate.objects.filter(product=OuterRef("pk"), under_way=False, expires_on__lte=limit)
    return products.filter(Exists(ending.exclude(Exists(later))))


def with_guessed_category(products: QuerySet) -> QuerySet:
    return products.filter(category_confirmed=False)


def with_health_claim(products: QuerySet) -> QuerySet:
    return products.filter(health_claim=True)


def with_undecided_alcohol(products: QuerySet) -> QuerySet:
    return products.filter(alcohol=True, alcohol_approved=False)


def imported_unpublished(products: QuerySet) -> QuerySet:
    return products.filter(source_key__isnull=False, published_at=None)


WAITING: dict[str, tuple[object, Callable[[QuerySet], QuerySet]]] = {
    "picture": (_("ไม่มีรูป"), without_picture),
    "price": (_("ไม่มีราคา"), without_price),
    "certificate": (_("ใบรับรองหมดอายุแล้วหรือภายใน 90 วัน"), with_ending_certificate),
    "category": (_("ยังไม่ยืนยันประเภท"), with_guessed_category),
    "imported": (_("นำเข้าแล้วยังไม่เผยแพร่"), imported_unpublished),
    "health": (_("มีข้อความเรื่องสุขภาพ"), with_health_claim),
    "alcohol": (_("แอลกอฮอล์รออนุมัติ"), with_undecided_alcohol),
}


class WaitingFilter(admin.SimpleListFilter):
    title = _("สิ่งที่รอ")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        return [(name, label) for name, (label, _rule) in WAITING.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return WAITING[value][1](queryset) if value in WAITING else queryset


def waiting_rows() -> list[tuple[str, Any, QuerySet]]:
    """Name, label and products of each reason. No query."""
    return [(name, label, rule(Product.objects.order_by())) for name, (label, rule) in WAITING.items()]
