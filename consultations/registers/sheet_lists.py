"""Pasting a list of those who signed: a person a line, read as a headman's list is. What can't be read stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from center.places.models import Tambon
from consultations.bookings.actors import By
from consultations.outreach.models import AttendanceSheet
from consultations.outreach.name_lines import Line, Unreadable, is_blank, read_line
from consultations.outreach.name_lists import MOST_LINES, BadLine
from consultations.registers.refusals import SameName
from consultations.registers.sheet_rows import Typed, key, next_line
from thai.folding import fold


def paste(sheet: AttendanceSheet, text: str, *, by: By) -> tuple[int, list[BadLine]]:
    """Key each line's person behind the last row; returns how many, and the lines that stay, each with why.

    Who stands on the sheet already isn't keyed again, so that a list pasted twice makes nobody twice. One transaction for
    at most MOST_LINES lines. Raises as key() does: NotYet, MonthClosed, SheetForgotten.
    """
    lines = [line.strip() for line in text.splitlines() if not is_blank(line)]
    tambons = {fold(tambon.name_th): tambon for tambon in Tambon.objects.all()}
    codes = {name: tambon.code for name, tambon in tambons.items()}
    by_code = {tambon.code: tambon for tambon in tambons.values()}
    saved, bad = 0, []
    with transaction.atomic():
        at = next_line(sheet)
        for number, written in enumerate(lines):
            try:
                if number >= MOST_LINES:
                    raise Unreadable(_("ครั้งละไม่เกิน %d คน กดบันทึกอีกครั้งเพื่อบันทึกส่วนที่เหลือ") % MOST_LINES)
                key(sheet, at, _typed(read_line(written, codes), by_code), by=by)
            except Unreadable as unreadable:
                bad.append(BadLine(written, str(unreadable)))
            except SameName as same:
                bad.append(BadLine(written, same.sentence))
            else:
                saved, at = saved + 1, at + 1
    return saved, bad


def _typed(line: Line, tambons: dict[str, Tambon]) -> Typed:
    tambon = tambons[line.tambon] if line.tambon else None
    return Typed(line.name, line.phone, line.moo, tambon, line.outside)
