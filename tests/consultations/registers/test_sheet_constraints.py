"""What the database refuses of rows keyed from paper."""

import pytest
from django.utils import timezone

from consultations.outreach.models import AttendanceSheet
from consultations.registers.models import SheetRow, Visit
from tests.constraints import Violations, check_refusal, each

pytestmark = pytest.mark.django_db


def row(**fields) -> SheetRow:
    sheet, _created = AttendanceSheet.objects.get_or_create(day=timezone.localdate(), defaults={"code": "4K7M"})
    return SheetRow(**{"sheet": sheet, "line": 2, "name": "แฉล้ม ลานใบไม้", **fields})


def second_row(**same) -> SheetRow:
    row(line=1, **same).save()
    return row(**{"line": 2, **same})


def same_line() -> SheetRow:
    row(line=1).save()
    return row(line=1, name="บุญเรือน เป็ดไล่ทุ่ง")


VIOLATIONS: Violations = {
    "one_row_of_a_line": [same_line],
    "consultations.SheetRow.visit": [lambda: second_row(visit=Visit.objects.create())],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)
