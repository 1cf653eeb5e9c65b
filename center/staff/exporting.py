"""Exports of admin lists with their current search and filters, as XLSX and CSV."""

import re
import tempfile
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.access import log as access_log
from center.access.recency import recently_authenticated
from center.records.personal import is_personal
from center.sheets import spreadsheets
from center.staff.officer import officer
from thai.dates import numeric_date
from thai.django.fields import FoldedField, PhoneField, SortKeyField
from thai.phones import format_phone

# Fields with such names are never exported.
NEVER_EXPORTED = re.compile(r"password|secret|token|digest|sha256|source_key|claim|unique_key", re.IGNORECASE)
UNREADABLE = (FoldedField, SortKeyField, models.BinaryField, models.JSONField, models.FileField)
CHUNK = 500  # rows read from the database at once

LABELS = {spreadsheets.XLSX: _("ส่งออก Excel"), spreadsheets.CSV: _("ส่งออก CSV")}
WITHOUT_CONTACTS = {
    spreadsheets.XLSX: _("ส่งออก Excel (ไม่มีข้อมูลติดต่อ)"),
    spreadsheets.CSV: _("ส่งออก CSV (ไม่มีข้อมูลติดต่อ)"),
}

# Heading and value.
Column = tuple[str, Callable[[models.Model], Any]]

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


def may_export_personal_data(request: HttpRequest) -> bool:
    """Whether this officer may export personal data."""
    return request.user.has_perm("center.export_personal_data")


class ListTool:
    """A link above a list, registered by a higher layer. url(request): empty if this officer may not use it."""

    registered: ClassVar[dict[str, list["ListTool"]]] = {}

    def __init__(self, label: Any, url: Callable[[HttpRequest], str]) -> None:
        self.label, self.url = label, url

    @classmethod
    def register(cls, model: type[models.Model], label: Any, url: Callable[[HttpRequest], str]) -> None:
        """Add a link above the list of a model."""
        cls.registered.setdefault(model._meta.label_lower, []).append(cls(label, url))


class Exporting(_Admin):
    """Mixin for ModelAdmin: buttons to export the list as filtered, all pages of it.

    Columns are the model's own fields under their Thai names, or those in export_columns: lookup paths such as
    producer__name_th, or (heading, path). Only relations named there are followed.

    Fields say whether they hold personal data (center.records.personal). Without the permission
    center.export_personal_data these columns are left out, and lists with log_by_number can't be exported.
    """

    export_columns: ClassVar[tuple[str | tuple[Any, str], ...]] = ()
    # Further columns that no field holds: heading and function of the row. prefetch: the relations they read.
    export_computed: ClassVar[tuple[tuple[Any, Callable[[Any], Any]], ...]] = ()
    export_prefetch: ClassVar[tuple[str, ...]] = ()
    # Set if the rows are people: the admin log then has their number instead of their name, which it would keep after
    # the person is deleted.
    log_by_number: ClassVar[bool] = False

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(never_cache(self.export_view))
        return [path("export/<str:kind>/", view, name=name), *super().get_urls()]

    def has_export_permission(self, request: HttpRequest) -> bool:
        if not self.has_view_permission(request):
            return False
        return not self.log_by_number or may_export_personal_data(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """A list's title is its name."""
        shown = {"list_tools": self._tools(request), "title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def _tools(self, request: HttpRequest) -> list[dict]:
        """The links above the list: registered ones (imports), then exports."""
        registered = ListTool.registered.get(self.opts.label_lower, [])
        tools = [{"label": tool.label, "url": url} for tool in registered if (url := tool.url(request))]
        if not self.has_export_permission(request) or "_popup" in request.GET:
            return tools
        query = request.GET.copy()
        query.pop("p", None)
        query.pop("all", None)
        suffix = f"?{query.urlencode()}" if query else ""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_export"
        labels = WITHOUT_CONTACTS if len(self._allowed_columns(request)) < len(self._all_columns()) else LABELS
        return tools + [{"label": label, "url": reverse(name, args=[kind]) + suffix} for kind, label in labels.items()]

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The file, with the search and filters of the list's query string."""
        if kind not in spreadsheets.TYPES or not self.has_export_permission(request):
            raise PermissionDenied
        return self._send(request, kind)

    @recently_authenticated
    def _send(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
            return HttpResponseRedirect(reverse(name))
        columns, follow = self._columns(request)
        rows = rows.prefetch_related(*self.export_prefetch)
        rows = rows.select_related(None).select_related(*follow) if follow else rows.select_related(None)
        # Written to a file first, so that a slow client doesn't keep the database cursor open.
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response
        headings = [heading for heading, _value in columns]
        spreadsheets.write(file, kind, headings, self._rows(rows, columns))
        file.seek(0)
        if access_log.holds_personal_data(self.model):
            access_log.exported(officer(request), self.model)
        day = numeric_date(timezone.localdate()).replace("/", "-")
        name = f"{self.opts.verbose_name_plural} {day}.{kind}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[kind])

    @staticmethod
    def _rows(rows: models.QuerySet, columns: list[Column]) -> Iterator[list]:
        for row in rows.iterator(chunk_size=CHUNK):
            yield [value(row) for _heading, value in columns]

    # --- Columns ---

    def _all_columns(self) -> list[tuple[Any, str]]:
        """Heading (None: the field's own name) and lookup path of all columns."""
        columns = self.export_columns or [field.name for field in self.opts.concrete_fields if _is_exported(field)]
        return [column if isinstance(column, tuple) else (None, column) for column in columns]

    def _allowed_columns(self, request: HttpRequest) -> list[tuple[Any, str]]:
        """The columns that this officer may export."""
        columns = self._all_columns()
        if may_export_personal_data(request):
            return columns
        return [(heading, lookup) for heading, lookup in columns if not any(map(is_personal, self._fields(lookup)))]

    def _columns(self, request: HttpRequest) -> tuple[list[Column], list[str]]:
        """The columns that this officer may export, and the relations to select for them."""
        columns: list[Column] = []
        follow: set[str] = set()
        for heading, lookup in self._allowed_columns(request):
            field, relations = self._field(lookup)
            follow |= relations
            columns.append((str(heading or capfirst(str(field.verbose_name))), self._value(lookup, field)))
        columns += [(str(heading), value) for heading, value in self.export_computed]
        return columns, sorted(follow)

    def every_column(self) -> list[tuple[str, str, Callable[[models.Model], Any]]]:
        """Lookup path, heading in the active language and value of all columns, for comparing an edited list with the rows."""
        columns = []
        for heading, lookup in self._all_columns():
            field, _relations = self._field(lookup)
            columns.append((lookup, str(heading or capfirst(str(field.verbose_name))), self._value(lookup, field)))
        return [*columns, *(("", str(heading), value) for heading, value in self.export_computed)]

    def _fields(self, lookup: str) -> list[Any]:
        """The fields along a lookup path."""
        model: Any = self.model
        fields: list[Any] = []
        for name in lookup.split("__"):
            fields.append(model._meta.get_field(name))
            model = fields[-1].related_model or model
        return fields

    def _field(self, lookup: str) -> tuple[Any, set[str]]:
        """The field at the end of a lookup path, and the paths of the relations before it."""
        names, fields = lookup.split("__"), self._fields(lookup)
        relations = {"__".join(names[: number + 1]) for number, field in enumerate(fields) if field.is_relation}
        return fields[-1], relations

    def _value(self, lookup: str, field: models.Field) -> Callable[[models.Model], Any]:
        parent, _dot, last = lookup.replace("__", ".").rpartition(".")
        wording = getattr(self, "history_wordings", {}).get(field.name)

        def value(row: models.Model) -> Any:
            try:
                holder = attrgetter(parent)(row) if parent else row
            except AttributeError:  # a relation on the path is NULL
                return None
            found = getattr(holder, last) if holder is not None else None
            if found is None:
                return None
            if wording and not parent:
                return str(wording(found))
            if isinstance(field, PhoneField):
                return format_phone(found)
            if field.choices:
                return str(getattr(holder, f"get_{last}_display")())
            return str(found) if field.is_relation else found

        return value


def _is_exported(field: models.Field) -> bool:
    return (
        not isinstance(field, UNREADABLE)
        and not NEVER_EXPORTED.search(field.name)
        and field.name not in ("id", "backend")
    )
