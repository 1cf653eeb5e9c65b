"""How long names of those who aren't members, and why members didn't come, are kept: as long as the minutes must be."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from committee.meetings.models import Attendance, Guest

# Documents are kept for ten years (ระเบียบงานสารบรรณ ข้อ 57); the minutes in the library name them as long as they are there.
KEPT = Period(
    "meeting-names",
    60,
    dt.timedelta(days=3653),
    _("ชื่อผู้แทนและผู้เข้าร่วมประชุมคณะกรรมการ และเหตุที่กรรมการไม่มาประชุม"),
    _("ลบ"),
)


def forget_outdated(now: dt.datetime) -> int:
    """purge_names() for the day of a moment; returns how many rows."""
    return sum(purge_names(timezone.localdate(now)).values())


def purge_names(today: dt.date) -> dict[str, int]:
    """Delete guests, deputies' names and reasons of meetings whose period is over; returns how many of each.

    Run daily; idempotent.
    """
    outdated = {"meeting__date__lte": today - KEPT.kept_for}
    with transaction.atomic():
        guests, _by_model = Guest.objects.filter(**outdated).delete()
        rows = Attendance.objects.filter(**outdated).exclude(reason="", deputy="")
        return {"guests": guests, "attendances": rows.update(reason="", deputy="")}
