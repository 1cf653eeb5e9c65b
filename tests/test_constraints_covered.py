"""Every constraint of our models has a row that breaks it, in the tests of the floor the model stands on."""

from tests.catalog.products.test_constraints import VIOLATIONS as OF_THE_CATALOG
from tests.center.documents.test_document_constraints import VIOLATIONS as OF_DOCUMENTS
from tests.center.mail.test_message_constraints import VIOLATIONS as OF_MESSAGES
from tests.center.office.test_center_constraints import VIOLATIONS as OF_THE_CENTER_ITSELF
from tests.center.people.test_people_constraints import VIOLATIONS as OF_PEOPLE
from tests.center.test_constraints import VIOLATIONS as OF_THE_CENTER
from tests.committee.meetings.test_meetings_constraints import VIOLATIONS as OF_MEETINGS
from tests.committee.speakers.test_speaker_constraints import VIOLATIONS as OF_SPEAKERS
from tests.committee.terms.test_terms_constraints import VIOLATIONS as OF_TERMS
from tests.constraints import constraints_of, our_models
from tests.consultations.bookings.test_booking_constraints import VIOLATIONS as OF_BOOKINGS
from tests.consultations.calendar.test_calendar_constraints import VIOLATIONS as OF_CALENDARS
from tests.consultations.outreach.test_outreach_constraints import VIOLATIONS as OF_EVENTS
from tests.consultations.registers.test_case_constraints import VIOLATIONS as OF_CASES
from tests.consultations.registers.test_report_constraints import VIOLATIONS as OF_REPORTS
from tests.consultations.registers.test_sheet_constraints import VIOLATIONS as OF_SHEETS
from tests.consultations.registers.test_visit_constraints import VIOLATIONS as OF_VISITS

VIOLATIONS = OF_THE_CENTER_ITSELF | OF_THE_CENTER | OF_PEOPLE | OF_DOCUMENTS | OF_THE_CATALOG
VIOLATIONS |= OF_MEETINGS | OF_SPEAKERS | OF_TERMS | OF_BOOKINGS | OF_CALENDARS | OF_MESSAGES | OF_EVENTS
VIOLATIONS |= OF_VISITS | OF_REPORTS | OF_SHEETS | OF_CASES


def test_no_constraint_goes_without_a_violation():
    constraints = {name for model in our_models() for name in constraints_of(model)}
    assert set(VIOLATIONS) == constraints
    assert all(VIOLATIONS.values())


def test_the_sweep_sees_the_models():
    labels = {model._meta.label for model in our_models()}
    assert {"center.Person", "center.User", "catalog.Product", "catalog.ImportRow"} <= labels
    assert not any("Historical" in label or label.startswith("auth.") for label in labels)


def test_every_constraint_has_a_sentence_of_its_own():
    """Django's own sentence names the constraint, in English letters, which helps nobody at a form."""
    for model in our_models():
        for constraint in model._meta.constraints:
            assert constraint.violation_error_message != constraint.default_violation_error_message, constraint.name
