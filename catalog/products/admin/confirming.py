"""Confirming that the data of many products is right as of today, and taking that back."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from simple_history.utils import bulk_update_with_history

from catalog.products.models import Product
from center.records.changes import written
from center.staff.officer import officer

# Nobody has looked at more products in one day; each is a row in the session until it is taken back or forgotten.
MOST_CONFIRMED = 300
# How long the list offers to take the last confirmation back.
OFFERED = dt.timedelta(minutes=30)
SESSION_KEY = "confirmed_products"

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class Confirming(_Admin):
    """Mixin for the admin of products. The former days stand in the officer's session until they are taken back."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_POST(self.unconfirm_view))
        return [path("unconfirm/", view, name="catalog_product_unconfirm"), *super().get_urls()]

    @admin.action(description=_("ยืนยันว่าข้อมูลถูกต้อง ณ วันนี้"), permissions=["change"])
    def confirm_today(self, request: HttpRequest, queryset: QuerySet) -> None:
        today, now = timezone.localdate(), timezone.now()
        products = list(queryset.order_by("pk").exclude(confirmed_on=today)[: MOST_CONFIRMED + 1])
        if len(products) > MOST_CONFIRMED:
            refusal = _("ยืนยันได้ครั้งละไม่เกิน %d รายการ จึงยังไม่ได้ยืนยันรายการใด กรุณาเลือกให้น้อยลง")
            self.message_user(request, refusal % MOST_CONFIRMED, messages.ERROR)
            return
        former = {str(product.pk): _iso(product.confirmed_on) for product in products}
        self._set_confirmed(request, dict.fromkeys(products, today))
        if products:
            request.session[SESSION_KEY] = {"at": now.isoformat(), "day": today.isoformat(), "former": former}
        count = len(products)
        text = ngettext("ยืนยันข้อมูล ณ วันนี้แล้ว %d รายการ", "ยืนยันข้อมูล ณ วันนี้แล้ว %d รายการ", count) % count
        self.message_user(request, text, messages.SUCCESS if count else messages.INFO)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """For half an hour the list offers to take back what was confirmed last."""
        confirmed = request.session.get(SESSION_KEY)
        shown = {"confirmed_count": len(confirmed["former"]) if confirmed and _is_offered(confirmed) else 0}
        return super().changelist_view(request, shown | (extra_context or {}))

    def unconfirm_view(self, request: HttpRequest) -> HttpResponse:
        """Give the products confirmed last their former days again; those that have another day by now keep it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        confirmed: dict[str, Any] = request.session.pop(SESSION_KEY, None) or {"day": "", "former": {}}
        former: dict[str, str] = confirmed["former"]
        with transaction.atomic():
            rows = Product.objects.select_for_update(no_key=True).filter(pk__in=[int(pk) for pk in former])
            standing = [row for row in rows.order_by("pk") if _iso(row.confirmed_on) == confirmed["day"]]
            self._set_confirmed(request, {row: _day(former[str(row.pk)]) for row in standing})
        count = len(standing)
        text = ngettext("เลิกยืนยันแล้ว %d รายการ", "เลิกยืนยันแล้ว %d รายการ", count) % count
        self.message_user(request, text, messages.SUCCESS if count else messages.INFO)
        return HttpResponseRedirect(reverse("admin:catalog_product_changelist"))

    def _set_confirmed(self, request: HttpRequest, days: Mapping[Product, dt.date | None]) -> None:
        """Write the days with their histories and the admin log."""
        if not days:
            return
        for product, day in days.items():
            product.confirmed_on = day
        rows, user = list(days), officer(request)
        bulk_update_with_history(rows, Product, ["confirmed_on"], default_user=user)
        label = [{"changed": {"fields": [str(Product._meta.get_field("confirmed_on").verbose_name)]}}]
        self._log_changes(user, rows, label)  # type: ignore[attr-defined]  # of Publishing
        written(rows)


def _is_offered(confirmed: dict[str, Any]) -> bool:
    return timezone.now() - dt.datetime.fromisoformat(confirmed["at"]) < OFFERED


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
