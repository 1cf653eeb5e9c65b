"""The members of a term as a file for Excel."""

import tempfile
from collections.abc import Iterator

from django.contrib.admin import ModelAdmin
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from center.access.recency import recently_authenticated
from center.sheets import spreadsheets
from committee.terms.admin.page import find_term
from committee.terms.models import Term


@recently_authenticated
def members_file(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> FileResponse:
    """Everybody who sits or sat in a term, in the order's own order, as an xlsx. No phones: names of members are public."""
    term = find_term(request, pk, "committee.view_seat")
    headings = [
        _("ลำดับ"),
        _("ชื่อ"),
        _("ตำแหน่งในคณะกรรมการ"),
        _("มาจาก"),
        _("เครือข่ายหรือหน่วยงาน"),
        _("ตำแหน่งราชการ"),
        _("โดยตำแหน่ง"),
        _("ตั้งแต่วันที่"),
        _("ถึงวันที่"),
        _("เหตุที่พ้น"),
        _("แทน"),
    ]
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    spreadsheets.write(file, spreadsheets.XLSX, headings, _rows(term))
    file.seek(0)
    kind = spreadsheets.TYPES[spreadsheets.XLSX]
    return FileResponse(file, as_attachment=True, filename=f"{term}.xlsx", content_type=kind)


def _rows(term: Term) -> Iterator[list[spreadsheets.Value]]:
    for seat in term.seats.for_rows().select_related("replaces__person").order_by("rank", "from_on", "pk"):
        yield [
            seat.rank,
            str(seat.person),
            str(seat.get_position_display()),
            str(seat.get_origin_display()),
            str(seat.body or ""),
            seat.office_th,
            seat.ex_officio,
            seat.from_on,
            seat.until_on or term.ended_on,
            str(seat.get_reason_display()),
            str(seat.replaces.person) if seat.replaces else "",
        ]
