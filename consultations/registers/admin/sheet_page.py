"""What the pages of sign sheets share: the row for whoever may, addresses."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from center.staff.row_page import address_of, require
from consultations.outreach.models import AttendanceSheet

LONGEST_REASON = 300
# Names and phones of those who signed: for those who work with them.
KEY = "consultations.add_sheetrow"
VIEW_ROWS = "consultations.view_sheetrow"
ADD_SCAN, VIEW_SCAN, DELETE_SCAN = (f"consultations.{act}_sheetscan" for act in ("add", "view", "delete"))


def find_sheet(request: HttpRequest, pk: int, permission: str) -> AttendanceSheet:
    """The sheet with its event, for whoever has the permission."""
    require(request, permission)
    return get_object_or_404(AttendanceSheet.objects.select_related("event__place__tambon"), pk=pk)


def typed_reason(request: HttpRequest) -> str:
    """Why a closed month is changed, as typed in the field `reason`."""
    return request.POST.get("reason", "").strip()[:LONGEST_REASON]


def own_page(sheet: AttendanceSheet) -> str:
    return address_of(sheet)


def key_address(sheet: AttendanceSheet, page: int = 1) -> str:
    """The address of a page of the grid."""
    address = reverse("admin:consultations_sheet_key", args=[sheet.pk])
    return f"{address}?page={page}" if page > 1 else address
