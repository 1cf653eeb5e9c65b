"""What the database refuses of closed months and signers."""

import pytest

from consultations.registers.models import ClosedMonth, ReportSigner
from tests.constraints import Violations, check_refusal, each
from tests.consultations.registers.rows import make_closed_month

pytestmark = pytest.mark.django_db


def closed_twice() -> ClosedMonth:
    first = make_closed_month()
    return ClosedMonth(year=first.year, month=first.month)


VIOLATIONS: Violations = {
    "one_closing_of_a_month": [closed_twice],
    "closed_month_is_a_month": [
        lambda: ClosedMonth(year=2026, month=0),
        lambda: ClosedMonth(year=2026, month=13),
    ],
    "consultations.ReportSigner.role": [lambda: ReportSigner(role="prepared")],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)
