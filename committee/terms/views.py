"""The committee as the public sees it: who sits in it, since which order, and the committees before."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from center.office.status import office_status
from center.records.cached_pages import cached_page
from committee.terms.chart import PAPERS, lay_out
from committee.terms.members import ORIGIN, POSITION, in_groups, linked_data, members_of
from committee.terms.models import Term


@cached_page("term", "by")
def term_detail(request: HttpRequest) -> HttpResponse:
    """The term that governs today, or the one that ?term= numbers, by position or, with ?by=origin, by origin."""
    terms = list(Term.objects.public().select_related("order_document"))
    term = _asked_for(request, terms)
    by = ORIGIN if request.GET.get("by") == ORIGIN else POSITION
    context: dict[str, Any] = {
        "term": term,
        "others": [other for other in terms if other != term],
        "governing": _governing(terms),
        "by": by,
    }
    if term is not None:
        members = members_of(term, term.shown_on)
        context |= {
            "count": len(members.present),
            "groups": in_groups(members.present, by),
            "left": members.left,
            "coming": members.coming,
            "json_ld": _json_ld(term, members.present),
        }
    return render(request, "committee/terms/term_detail.html", context)


@cached_page("term", "paper")
def term_chart(request: HttpRequest) -> HttpResponse:
    """The one page offices hang on the wall: A4 portrait, or with ?paper=a3 A3 landscape."""
    term = _asked_for(request, list(Term.objects.public()))
    if term is None:
        raise Http404
    paper = PAPERS.get(request.GET.get("paper", ""), PAPERS["a4"])
    members = members_of(term, term.shown_on)
    context = {
        "term": term,
        "paper": paper,
        "papers": PAPERS.values(),
        "lines": lay_out(members.present, paper),
        "today": timezone.localdate(),
    }
    return render(request, "committee/terms/chart.html", context)


def _asked_for(request: HttpRequest, terms: list[Term]) -> Term | None:
    """The term that the address numbers, else the one that governs today; None where none does. 404 for a wrong number."""
    number = request.GET.get("term", "")
    if not number:
        return _governing(terms)
    for term in terms:
        if str(term.number) == number:
            return term
    raise Http404


def _governing(terms: list[Term]) -> Term | None:
    today = timezone.localdate()
    return next((term for term in terms if term.governs_on(today)), None)


def _json_ld(term: Term, members: list) -> dict | None:
    """A demonstration site has no committee that search engines should know."""
    center = office_status().center
    return linked_data(term, members, center.name) if center and not settings.DEMO else None
