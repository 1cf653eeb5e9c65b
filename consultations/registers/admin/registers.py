"""A register on the screen, on paper and as a file: one page for all of them (consultations.registers.register)."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.access import log as access_log
from center.access.recency import recently_authenticated
from center.office.models import Center
from center.sheets import spreadsheets
from center.staff.exporting import may_export_personal_data
from center.staff.officer import officer
from center.staff.pagination import KeysFirst
from center.staff.row_page import address_of, require
from consultations.registers import periods
from consultations.registers.admin.periods import AskedPeriod, asked_period
from consultations.registers.breakdowns import Breakdown, Line
from consultations.registers.register import REGISTERS, Column, Register
from consultations.registers.signers import signatures
from thai.dates import fiscal_year, numeric_date, short_date

VIEW = "consultations.view_closedmonth"
ROWS_PER_PAGE = 50
# More rows than this are printed without the list: thirty sheets.
MOST_PRINTED = 1000
CHUNK = 500
# Longer breakdowns are folded on the screen.
LINES_SHOWN = 12


@dataclass
class Asked:
    """A register with what an address asks of it, for one officer."""

    request: HttpRequest
    register: Register
    of: AskedPeriod

    @cached_property
    def filters(self) -> dict[str, str]:
        return self.register.asked(self.request.GET.dict())

    @cached_property
    def rows(self) -> QuerySet[Any]:
        return self.register.narrowed(self.of.period, self.filters)

    @cached_property
    def figures(self) -> tuple[Line, dict[str, list[Line]]]:
        return self.register.figures(self.rows, self.of.period)

    @property
    def may_see_rows(self) -> bool:
        return self.request.user.has_perm(self.register.permission)

    @property
    def shows_names(self) -> bool:
        """Whether the list holds personal data, which is logged."""
        return self.may_see_rows and any(column.personal for column in self.columns)

    @property
    def listed(self) -> QuerySet[Any]:
        return self.register.listed(self.rows, self.of.period)

    @cached_property
    def columns(self) -> list[Column]:
        """On the screen and on paper: names for whoever may see the rows, numbers for whoever works with them."""
        user = self.request.user
        works = user.has_perm(self.register.permission_to_change) or may_export_personal_data(self.request)
        return [column for column in self.register.columns if works or not column.contact]

    def query(self, **filters: str) -> str:
        """The address of the same register, period and filters, with further ones."""
        return "&".join(part for part in (self.of.query, urlencode(self.filters | filters)) if part)

    def query_without(self, names: Iterable[str]) -> str:
        left = {name: value for name, value in self.filters.items() if name not in names}
        return "&".join(part for part in (self.of.query, urlencode(left)) if part)


def register_page(model_admin: ModelAdmin, request: HttpRequest, key: str) -> HttpResponse:
    """Figures, and the list below them, fifty rows a page. At most eight queries."""
    asked = _asked(request, key)
    total, _lines = asked.figures
    paginator = KeysFirst(asked.listed, ROWS_PER_PAGE)
    paginator.count = total.number  # counted already
    page = paginator.get_page(request.GET.get("page"))
    language = get_language() or "th"
    if asked.shows_names:
        access_log.listed(officer(request), asked.rows.model)
    context = {
        **model_admin.admin_site.each_context(request),
        **_shared(asked),
        "opts": model_admin.opts,
        "title": asked.register.title,
        "chips": _chips(asked),
        "breakdowns": [_shown(asked, breakdown) for breakdown in asked.register.breakdowns],
        "page": page,
        "table": [
            (
                _address(request, asked.register, row),
                [in_words(column.value(row), language) for column in asked.columns],
            )
            for row in (page if asked.may_see_rows else ())
        ],
        "query": asked.query(),
    }
    return TemplateResponse(request, "admin/consultations/closedmonth/register.html", context)


def print_page(model_admin: ModelAdmin, request: HttpRequest, key: str) -> HttpResponse:
    """The same on A4, always in Thai: the list unless ?rows=0, the figures, and who signs."""
    asked = _asked(request, key)
    with translation.override("th"):
        asked = Asked(request, asked.register, _period_of(request, asked.register))
        total, lines = asked.figures
        wanted = asked.may_see_rows and request.GET.get("rows") != "0"
        fits = total.number <= MOST_PRINTED
        if wanted and fits and asked.shows_names:
            access_log.exported(officer(request), asked.rows.model)
        context = {
            **_shared(asked),
            "chips": _chips(asked),
            "breakdowns": [
                (breakdown, lines[breakdown.key]) for breakdown in asked.register.breakdowns if lines[breakdown.key]
            ],
            "table": [[in_words(column.value(row), "th") for column in asked.columns] for row in asked.listed]
            if wanted and fits
            else [],
            "too_many": MOST_PRINTED if wanted and not fits else 0,
            "with_rows": wanted,
            "query": asked.query(),
            "signatures": signatures(),
            "center": Center.objects.first(),
            "today": timezone.localdate(),
            "demo": settings.DEMO,
        }
        return render(request, "consultations/registers/register_print.html", context)


def excel_page(model_admin: ModelAdmin, request: HttpRequest, key: str) -> HttpResponseBase:
    """The list as a file, or with ?what=figures the figures alone."""
    asked = _asked(request, key)
    if request.GET.get("what") == "figures":
        headings = [_("แยกตาม"), _("รายการ"), str(asked.register.unit), str(asked.register.people_unit)]
        return _file(asked, headings, _figure_cells(asked))
    if not asked.may_see_rows:
        raise PermissionDenied
    return _send_rows(request, asked)


@recently_authenticated
def _send_rows(request: HttpRequest, asked: Asked) -> FileResponse:
    may = may_export_personal_data(request)
    columns = [column for column in asked.register.columns if may or not column.personal]
    if any(column.personal for column in columns):
        access_log.exported(officer(request), asked.rows.model)
    rows = ([column.value(row) for column in columns] for row in asked.listed.iterator(chunk_size=CHUNK))
    return _file(asked, [str(column.title) for column in columns], rows)


def _figure_cells(asked: Asked) -> Iterator[list[Any]]:
    total, lines = asked.figures
    yield [_("รวมทั้งหมด"), "", total.number, total.people]
    for breakdown in asked.register.breakdowns:
        for line in lines[breakdown.key]:
            yield [str(breakdown.title), line.label, line.number, line.people]


def _file(asked: Asked, headings: list[str], rows: Iterable[Any]) -> FileResponse:
    # Written to a file first, so that a slow client doesn't keep the database cursor open.
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response
    spreadsheets.write(file, spreadsheets.XLSX, headings, rows)
    file.seek(0)
    of = asked.of.period.title if asked.of.period else numeric_date(timezone.localdate()).replace("/", "-")
    name = f"{asked.register.title} {of}.{spreadsheets.XLSX}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[spreadsheets.XLSX])


def in_words(value: Any, language: str) -> str:
    """A cell as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return short_date(value, language)
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value)


def _asked(request: HttpRequest, key: str) -> Asked:
    require(request, VIEW)
    register = REGISTERS.get(key)
    if register is None:
        raise Http404
    return Asked(request, register, _period_of(request, register))


def _period_of(request: HttpRequest, register: Register) -> AskedPeriod:
    if register.during is None:
        return AskedPeriod(None)
    otherwise = None if register.starts_whole else periods.whole_year(fiscal_year(timezone.localdate()))
    return asked_period(request, otherwise)


def _shared(asked: Asked) -> dict[str, Any]:
    return {
        "register": asked.register,
        # Said here: a template would call these functions.
        "dated": asked.register.during is not None,
        "people_unit": asked.register.people_unit if asked.register.people else "",
        "period": asked.of.period,
        "asked": asked.of,
        "total": asked.figures[0],
        "remark": asked.register.remark(asked.figures[1]) if asked.register.remark else "",
        "columns": [column.title for column in asked.columns],
        "may_see_rows": asked.may_see_rows,
        "filters": asked.filters,
    }


def _chips(asked: Asked) -> list[dict[str, str]]:
    """What the register is narrowed to, each with the address without it."""
    _total, lines = asked.figures
    chips, named = [], set[str]()
    # Village before tambon: whoever chose a village chose its tambon too.
    for breakdown in sorted(asked.register.breakdowns, key=lambda breakdown: -len(breakdown.filters)):
        names = breakdown.asked(asked.filters)
        whole = len(names) == max(len(breakdown.filters), 1)
        if not whole or named & set(names):
            continue
        named |= set(names)
        label = next((line.label for line in lines[breakdown.key] if dict(line.values) == names), _("ไม่มีรายการ"))
        chips.append({"title": str(breakdown.title), "label": label, "without": asked.query_without(names)})
    return chips


def _shown(asked: Asked, breakdown: Breakdown) -> dict[str, Any]:
    """A breakdown for the screen: each line leads to the register narrowed to it."""
    lines = asked.figures[1][breakdown.key]
    return {
        "breakdown": breakdown,
        "lines": [(line, asked.query(**line.values)) for line in lines],
        "folded": len(lines) > LINES_SHOWN,
    }


def _address(request: HttpRequest, register: Register, row: Any) -> str:
    """The page of the row, where staff have one that this officer may see."""
    shown = register.row_of(row)
    model_admin = admin.site._registry.get(type(shown))
    return address_of(shown) if model_admin and model_admin.has_view_permission(request) else ""


def index_rows() -> list[dict[str, Any]]:
    """Every register, for the page that lists them."""
    return [
        {"register": register, "url": reverse("admin:consultations_register", args=[register.key])}
        for register in REGISTERS
    ]
