"""How long names on keyed sheets and scans of signed sheets are kept; the visits of their rows count on."""

import datetime as dt

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from consultations.registers.models import SheetRow, SheetScan

# As of registrations: paper and web are one list of who came.
SHEET_ROWS_KEPT = Period(
    "sheet_rows",
    20,
    dt.timedelta(days=365),
    _("ชื่อและเบอร์โทรศัพท์ในใบลงทะเบียนที่กรอกกลับเข้าระบบ นับจากวันที่ในใบ"),
    _("ลบ เหลือจำนวนคน ตำบล และหมู่ไว้ทำสถิติ"),
)
# Offices keep the paper itself by the archive's rules; the copy serves to settle doubts about the last fiscal year.
SHEET_SCANS_KEPT = Period(
    "sheet_scans",
    21,
    dt.timedelta(days=2 * 365),
    _("ภาพหรือสแกนใบลงทะเบียนที่ลงชื่อแล้ว นับจากวันที่ในใบ"),
    _("ลบ"),
)


def forget_rows(now: dt.datetime) -> int:
    """Anonymize rows that have been kept long enough; returns how many. Running it again finds nothing."""
    rows = SheetRow.objects.filter(sheet__day__lte=(now - SHEET_ROWS_KEPT.kept_for).date()).exclude(name="")
    with transaction.atomic():
        pks = list(rows.values_list("pk", flat=True))
        SheetRow.history.filter(id__in=pks).update(person=None)
        return SheetRow.objects.filter(pk__in=pks).update(name="", phone="", person=None)


def forget_scans(now: dt.datetime) -> int:
    """Delete scans that have been kept long enough, with their files; returns how many.

    Each file goes before its row, so that the next run finishes the work after a crash between the two.
    """
    scans = list(SheetScan.objects.filter(sheet__day__lte=(now - SHEET_SCANS_KEPT.kept_for).date()))
    for scan in scans:
        if scan.file.name:
            default_storage.delete(scan.file.name)
        scan.delete()
    return len(scans)
