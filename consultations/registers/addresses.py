"""Where the pages of a case and of a complaint are: paths in the active language; links are absolute."""

from django.conf import settings
from django.urls import reverse

from center.visitors import secret_links
from consultations.outreach.addresses import OUTSIDE_OF_LINE
from consultations.registers.models import Case, Complaint


def case_page(case: Case) -> str:
    """The path of the page that tells an applicant how far the case is."""
    return reverse("consultations:own_case", args=[secret_links.token_of(case.link_key)])


def case_link(case: Case) -> str:
    """The same as a link for messages and slips."""
    return settings.SITE_URL + case_page(case) + OUTSIDE_OF_LINE


def complaint_page(complaint: Complaint) -> str:
    """The path of the page that tells whoever wrote how far a complaint is."""
    return reverse("consultations:own_complaint", args=[secret_links.token_of(complaint.link_key)])
