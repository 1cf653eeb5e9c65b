"""Signed sheets that wait for staff to key them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from center.staff.waiting import Waiting
from consultations.outreach.models import AttendanceSheet


def sheets_to_key() -> Iterable[Waiting]:
    """Signed sheets that nobody keyed. No query."""
    url = reverse("admin:consultations_attendancesheet_changelist") + "?keyed=no"
    yield Waiting("sheets", _("ใบลงทะเบียนยังไม่กรอก"), AttendanceSheet.objects.unkeyed(), url)
