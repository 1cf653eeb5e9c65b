"""The filter of the lists of products, producers and people by the import that wrote them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.importing.models import ImportBatch, ImportRow
from center.staff.row_page import number_in


class OfImport(admin.SimpleListFilter):
    """Offers no choices of its own: the page of an import leads here."""

    title = _("นำเข้าจากไฟล์")
    parameter_name = "import"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        chosen = request.GET.get(self.parameter_name, "")
        batch = ImportBatch.objects.filter(pk=number_in(chosen)).first()
        return [(chosen, batch.file_name)] if batch else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        batch = number_in(self.value() or "")
        if not batch:
            return queryset
        name = str(queryset.model._meta.model_name)
        rows = ImportRow.objects.filter(batch=batch, undone=False).exclude(**{name: None})
        return queryset.filter(pk__in=rows.values(f"{name}_id"))
