"""The page that tells an applicant how far a case is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from center.visitors import secret_links
from consultations.registers import case_texts
from consultations.registers.models import Case


@secret_links.secret_page
def own_case(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is, what is missing, until when. Without the applicant's name. Two queries."""
    case = secret_links.find(Case.objects.select_related("kind", "round").prefetch_related("papers"), token)
    context = {
        "case": case,
        "explained": case_texts.explained(case),
        "due": case.due if case.is_open else None,
        "missing": case.missing() if case.is_open else [],
        "received": [paper for paper in case.papers.all() if paper.state == paper.State.RECEIVED],
        "text": case_texts.to_forward(case),
    }
    return render(request, "consultations/registers/own_case.html", context)
