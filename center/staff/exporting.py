"""Every list of the staff site as a file, as it is searched and filtered: for Excel, and as csv."""

import re
import tempfile
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, ClassVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.access.recency import recently_authenticated
from center.records.personal import is_personal
from center.sheets import spreadsheets
from thai.dates import numeric_date
from thai.django.fields import FoldedField, PhoneField, SortKeyField
from thai.phones import format_phone

# Whatever a field of such a name holds, it stays here.
NEVER = re.compile(r"password|secret|token|digest|sha256|source_key|claim|unique_key|revision", re.IGNORECASE)
UNREADABLE = (FoldedField, SortKeyField, models.BinaryField, models.JSONField, models.FileField)
CHUNK = 500

LABELS = {spreadsheets.XLSX: _("ส่งออก Excel"), spreadsheets.CSV: _("ส่งออก CSV")}
WITHOUT_CONTACTS = {
    spreadsheets.XLSX: _("ส่งออก Excel (ไม่มีข้อมูลติดต่อ)"),
    spreadsheets.CSV: _("ส่งออก CSV (ไม่มีข้อมูลติดต่อ)"),
}

Column = tuple[str, Callable[[models.Model], Any]]


def may_export_personal_data(request: HttpRequest) -> bool:
    """Whether this officer may take personal data away in a file."""
    return request.user.has_perm("center.export_personal_data")


class ListTool:
    """A link above a list, from a floor above: url(request) where this officer may use it, else empty."""

    registered: ClassVar[dict[str, list["ListTool"]]] = {}

    def __init__(self, label: Any, url: Callable[[HttpRequest], str]) -> None:
        self.label, self.url = label, url

    @classmethod
    def register(cls, model: type[models.Model], label: Any, url: Callable[[HttpRequest], str]) -> None:
        """Put a link above the list of a model."""
        cls.registered.setdefault(model._meta.label_lower, []).append(cls(label, url))


class Exporting:
    """Before a ModelAdmin: buttons that send the list out as it is filtered, all pages of it.

    Columns are the model's own fields under their Thai names; export_columns names others: field paths, or
    (heading, path) with a path such as producer__name_th. Only relations named there are followed.

    Whose data a field holds it says itself (center.records.personal). Without the permission center.export_personal_data
    a file has no column of personal data; where log_by_number says that the rows are people, there is no file.
    """

    export_columns: ClassVar[tuple[str | tuple[Any, str], ...]] = ()

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(never_cache(self.export_view))
        return [path("export/<str:kind>/", view, name=name), *super().get_urls()]

    def has_export_permission(self, request: HttpRequest) -> bool:
        if not self.has_view_permission(request):
            return False
        return not self.log_by_number or may_export_personal_data(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, {"list_tools": self._tools(request)} | (extra_context or {}))

    def _tools(self, request: HttpRequest) -> list[dict]:
        """The links above the list: what leads in, then what leads out."""
        own = ListTool.registered.get(self.opts.label_lower, [])
        tools = [{"label": tool.label, "url": url} for tool in own if (url := tool.url(request))]
        if not self.has_export_permission(request) or "_popup" in request.GET:
            return tools
        query = request.GET.copy()
        query.pop("p", None)
        query.pop("all", None)
        asked = f"?{query.urlencode()}" if query else ""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_export"
        labels = WITHOUT_CONTACTS if len(self._shown(request)) < len(self._entries()) else LABELS
        return tools + [{"label": label, "url": reverse(name, args=[kind]) + asked} for kind, label in labels.items()]

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The file. The same search and filters as the list's address has."""
        if kind not in spreadsheets.TYPES or not self.has_export_permission(request):
            raise PermissionDenied
        return self._send(request, kind)

    @recently_authenticated
    def _send(self, request: HttpRequest, kind: str) -> HttpResponse:
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
            return HttpResponseRedirect(reverse(name))
        columns, follow = self._columns(request)
        rows = rows.select_related(None).select_related(*follow) if follow else rows.select_related(None)
        # A file and not a stream: the database is let go before a slow line takes its time.
        file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
        headings = [heading for heading, _value in columns]
        spreadsheets.write(file, kind, headings, self._rows(rows, columns))
        file.seek(0)
        day = numeric_date(timezone.localdate()).replace("/", "-")
        name = f"{self.opts.verbose_name_plural} {day}.{kind}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[kind])

    @staticmethod
    def _rows(rows: models.QuerySet, columns: list[Column]) -> Iterator[list]:
        for row in rows.iterator(chunk_size=CHUNK):
            yield [value(row) for _heading, value in columns]

    # --- Columns ---

    def _entries(self) -> list[tuple[Any, str]]:
        """All columns: heading (None: the field's own name) and path."""
        named = self.export_columns or [field.name for field in self.opts.concrete_fields if _is_shown(field)]
        return [entry if isinstance(entry, tuple) else (None, entry) for entry in named]

    def _shown(self, request: HttpRequest) -> list[tuple[Any, str]]:
        """The columns this officer gets."""
        if may_export_personal_data(request):
            return self._entries()
        return [(heading, way) for heading, way in self._entries() if not any(map(is_personal, self._steps(way)))]

    def _columns(self, request: HttpRequest) -> tuple[list[Column], list[str]]:
        """Headings with what stands under them, and the relations they need."""
        columns: list[Column] = []
        follow: set[str] = set()
        for heading, way in self._shown(request):
            field, relations = self._field(way)
            follow |= relations
            columns.append((str(heading or capfirst(str(field.verbose_name))), self._value(way, field)))
        return columns, sorted(follow)

    def _steps(self, way: str) -> list[models.Field]:
        """The fields along a path."""
        model, fields = self.model, []
        for step in way.split("__"):
            fields.append(model._meta.get_field(step))
            model = fields[-1].related_model or model
        return fields

    def _field(self, way: str) -> tuple[Any, set[str]]:
        """The field a path ends at, and the relations on the way."""
        names, fields = way.split("__"), self._steps(way)
        relations = {"__".join(names[: number + 1]) for number, field in enumerate(fields) if field.is_relation}
        return fields[-1], relations

    def _value(self, way: str, field: models.Field) -> Callable[[models.Model], Any]:
        parent, _dot, last = way.replace("__", ".").rpartition(".")
        wording = getattr(self, "history_wordings", {}).get(field.name)

        def value(row: models.Model) -> Any:
            try:
                holder = attrgetter(parent)(row) if parent else row
            except AttributeError:  # nothing stands there
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


def _is_shown(field: models.Field) -> bool:
    return not isinstance(field, UNREADABLE) and not NEVER.search(field.name) and field.name not in ("id", "backend")
