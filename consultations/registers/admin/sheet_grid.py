"""กรอกใบลงทะเบียน: forty lines of a signed sheet in one page. Rows are saved one by one, so that a bad one costs no other."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from center.access import log as access_log
from center.people.models import Person
from center.places.models import Tambon
from center.records.states import WrongState
from center.staff.officer import officer
from center.staff.row_page import number_in, show
from committee.speakers.models import Topic
from committee.terms.forms import described
from consultations.bookings.actors import By, staff
from consultations.outreach import texts
from consultations.outreach.models import AttendanceSheet
from consultations.outreach.sheets import FEWEST_BLANK_ROWS, PrintedRow, rows_of
from consultations.registers import closing, known_people, sheet_rows
from consultations.registers.admin.sheet_forms import NOBODY_OF_THESE, RowForm
from consultations.registers.admin.sheet_page import KEY, find_sheet, key_address, own_page, typed_reason
from consultations.registers.models import SheetRow, Visit
from consultations.registers.refusals import LineTaken, Refused, SameName
from consultations.registers.sheet_rows import APPEND, MOST_LINES, OTHER, REPLACE, typed_in
from thai.folding import fold
from thai.phones import format_phone

LINES_A_PAGE = 40
PARTIES_SHOWN = 5

DECISIONS = {
    REPLACE: gettext_lazy("ใช้ที่ฉันกรอกแทน"),
    APPEND: gettext_lazy("คนละคน เพิ่มเป็นแถวใหม่ท้ายใบ"),
    OTHER: gettext_lazy("คนละคน ชื่อเหมือนกัน"),
}


@dataclass
class GridRow:
    """One line of the page: what stands in it, its fields, what was refused, and who it may be."""

    line: int
    stored: SheetRow | None
    form: RowForm
    printed: PrintedRow | None = None
    refused: str = ""
    decisions: list[tuple[str, Any]] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        if not self.form.is_bound:
            return []
        of_fields = [str(text) for found in self.form.errors.values() for text in found]
        return [self.refused, *of_fields] if self.refused else of_fields


class Grid:
    """The lines of one page of a sheet."""

    def __init__(self, sheet: AttendanceSheet, page: int) -> None:
        self.sheet = sheet
        self.tambons = {fold(tambon.name_th): tambon for tambon in Tambon.objects.order_by("sort_key")}
        self.topics = None if sheet.event else [(topic.pk, topic.name) for topic in Topic.objects.filter(active=True)]
        self.printed = dict(enumerate(rows_of(sheet.event, sheet.day), start=1)) if sheet.event else {}
        last = max([sheet_rows.next_line(sheet) - 1, len(self.printed) + FEWEST_BLANK_ROWS, 1])
        self.pages = min(-(-last // LINES_A_PAGE), MOST_LINES // LINES_A_PAGE - 1) + 1
        self.page = min(max(page, 1), self.pages)
        first = (self.page - 1) * LINES_A_PAGE + 1
        self.lines = range(first, first + LINES_A_PAGE)

    def rows(self, data: QueryDict | None = None, only: int = 0) -> list[GridRow]:
        """The rows with their fields: empty ones, or bound to what was sent. Four queries."""
        related = ("tambon", "visit__topic", "person__tambon", "keyed_by")
        stored = {row.line: row for row in self.sheet.rows.select_related(*related)}
        registered = {row.visit.registration_id for row in stored.values() if row.visit}
        found = []
        for line in [only] if only else self.lines:
            row, printed = stored.get(line), self.printed.get(line)
            offers = printed and printed.name and row is None and printed.registration.pk not in registered
            form = RowForm(
                data,
                line=line,
                tambons=self.tambons,
                topics=self.topics,
                registration=printed.registration if printed and offers else None,
                stored=typed_in(row) if row else None,
            )
            found.append(GridRow(line, row, form, printed))
        above = max((line for line in stored if line < found[0].line), default=0)
        found[0].form.above = typed_in(stored.get(above))
        self._propose(found)
        return found

    def _propose(self, rows: list[GridRow]) -> None:
        unasked = [row for row in rows if row.stored and row.stored.person is None and row.stored.same_person is None]
        proposed = known_people.propose(row.stored for row in unasked if row.stored)
        for row, people in zip(unasked, proposed, strict=True):
            row.people = [(person.pk, _in_words(person)) for person in people]


def _in_words(person: Person) -> str:
    return " · ".join(part for part in (described(person), format_phone(person.phone) if person.phone else "") if part)


# --- The page --------------------------------------------------------------------------------------------------------


def key_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The grid. With a field `only` one row is saved, and answered with itself: so the script saves as one types."""
    sheet = find_sheet(request, pk, KEY)
    if sheet_rows.is_forgotten(sheet):
        messages.error(request, _("ชื่อในใบนี้ลบตามกำหนดเวลาเก็บข้อมูลแล้ว จึงแก้ไขไม่ได้"))
        return HttpResponseRedirect(own_page(sheet))
    grid = Grid(sheet, number_in(request.GET.get("page", "")))
    if request.method != "POST":
        access_log.listed(officer(request), SheetRow)
        return _shown(model_admin, request, grid, grid.rows())
    only = number_in(request.POST.get("only", ""))
    if only and only not in grid.lines:
        only = 0
    rows = grid.rows(request.POST, only)
    saved = _save(grid, rows, staff(officer(request), typed_reason(request)))
    if saved:
        model_admin.log_change(request, sheet, _("กรอกใบลงทะเบียน"))
    fresh = {row.line: row for row in grid.rows(None, only)}
    rows = [row if row.errors else fresh[row.line] for row in rows]
    if only:
        context = {"row": rows[0], "sheet": sheet, "photographed": _is_photographed(sheet)}
        return render(request, "admin/consultations/attendancesheet/_row.html", context)
    if any(row.errors for row in rows):
        return _shown(model_admin, request, grid, rows)
    if saved:
        messages.success(request, ngettext("บันทึกแล้ว %d แถว", "บันทึกแล้ว %d แถว", saved) % saved)
    return HttpResponseRedirect(key_address(sheet, grid.page))


def _save(grid: Grid, rows: list[GridRow], by: By) -> int:
    """Key every row that was changed; returns how many. What a rule refuses stands at its row."""
    saved, above = 0, rows[0].form.above
    for row in rows:
        form = row.form
        if not form.is_valid():
            continue
        form.above = above
        typed, seen = form.typed, form.cleaned_data["seen"]
        if typed.name:
            above = typed
        try:
            if typed.version != seen:
                row.stored = sheet_rows.key(
                    grid.sheet, row.line, typed, seen=seen, decision=form.cleaned_data["decision"], by=by
                )
                saved += 1
            saved += _answer(row, by)
        except (Refused, WrongState) as refusal:
            _refuse(row, refusal)
    return saved


def _answer(row: GridRow, by: By) -> int:
    """Note the answer to คนเดิม?, if one was given to what was proposed here."""
    answered = row.form.cleaned_data["person"]
    if row.stored is None or not answered:
        return 0
    if answered == NOBODY_OF_THESE:
        sheet_rows.answer(row.stored, None, by=by)
        return 1
    number = number_in(answered)
    if number in [pk for pk, _words in row.people]:
        sheet_rows.answer(row.stored, Person.objects.get(pk=number), by=by)
        return 1
    return 0


def _refuse(row: GridRow, refusal: Exception) -> None:
    row.refused = refusal.sentence if isinstance(refusal, Refused) else _("ทำไม่ได้ในสถานะนี้")
    if isinstance(refusal, LineTaken):
        row.decisions = [(value, DECISIONS[value]) for value in (REPLACE, APPEND)]
    elif isinstance(refusal, SameName):
        row.decisions = [(OTHER, DECISIONS[OTHER])]


def _shown(model_admin: ModelAdmin, request: HttpRequest, grid: Grid, rows: list[GridRow]) -> HttpResponse:
    sheet = grid.sheet
    closed = closing.is_closed(sheet.day)
    refused = [row for row in rows if row.errors]
    empty = next((row for row in rows if row.stored is None), None)
    first = refused[0] if refused else empty
    if first:
        first.form.fields["name"].widget.attrs["autofocus"] = True
    return show(
        model_admin,
        request,
        "admin/consultations/attendancesheet/key.html",
        row=sheet,
        title=_("กรอกใบลงทะเบียน %s") % sheet.code,
        sheet=sheet,
        where=texts.place_name(sheet.event) if sheet.event else "",
        rows=rows,
        refused=refused,
        tambons=[tambon.name_th for tambon in grid.tambons.values()],
        photographed=_is_photographed(sheet),
        closed=closed,
        reason=typed_reason(request),
        page=grid.page,
        pages=range(1, grid.pages + 1),
        keyed=sheet.rows.count(),
        asked=sum(bool(row.people) for row in rows),
        parties=_parties(sheet),
        came_url=reverse("admin:consultations_visit_event", args=[sheet.event_id]) if sheet.event else "",
    )


def _parties(sheet: AttendanceSheet) -> list[Visit]:
    """Those marked as having come with others, who would count twice if they signed lines of their own. One query."""
    if sheet.event is None:
        return []
    parties = Visit.objects.counted().filter(event=sheet.event, day=sheet.day, registration__isnull=False, people__gt=1)
    return list(parties.order_by("name", "pk")[:PARTIES_SHOWN])


def _is_photographed(sheet: AttendanceSheet) -> bool:
    return sheet.event is not None and sheet.event.photographed
