"""How long is kept why somebody wasn't there, which may tell of their health."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from consultations.calendar.models import Absence

REASONS_KEPT = Period(
    "absences",
    62,
    dt.timedelta(days=90),
    _("เหตุที่เจ้าหน้าที่และผู้ให้คำปรึกษาไม่อยู่ นับจากวันสุดท้ายที่ไม่อยู่"),
    _("ลบ เหลือวันที่ไม่อยู่"),
)


def forget_reasons(now: dt.datetime) -> int:
    """Empty the reasons of absences that ended long enough ago; returns how many. Running it again finds nothing."""
    ended = Absence.objects.filter(ends_on__lte=timezone.localdate(now) - REASONS_KEPT.kept_for)
    return ended.exclude(reason="").update(reason="")
