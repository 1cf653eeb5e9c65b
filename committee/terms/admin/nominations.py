"""Step 2 of a new term: its proposals, a row for each."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from center.staff.row_page import posted, posted_version
from committee.terms.admin.page import NOMINATION, find_term, show, to_term
from committee.terms.forms import (
    NominationFormSet,
    bodies_to_choose,
    body_key,
    people_of,
)
from committee.terms.models import Nomination, Term
from committee.terms.nominations import replace_rows, version_of


def nominations_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All rows on one page, saved together; three blank ones follow, so that adding works without JavaScript."""
    term = find_term(request, pk, NOMINATION)
    if term.state != Term.State.PREPARING:
        messages.warning(request, _("%s เริ่มวาระแล้ว แก้รายชื่อผู้แทนไม่ได้") % term)
        return to_term(term)
    formset = _formset(request, term)
    refused: list[str] = []
    if request.method == "POST" and formset.is_valid():
        try:
            replace_rows(term=term, rows=formset.nominations(), version=posted_version(request))
        except ValidationError as error:
            refused = error.messages
        else:
            return _saved(model_admin, request, term)
    return show(
        model_admin,
        request,
        "nominations.html",
        term=term,
        title=_("รายชื่อผู้แทน: %s") % term,
        formset=formset,
        forms=formset.forms,
        refused=refused,
        version=version_of(term),
    )


def _formset(request: HttpRequest, term: Term) -> Any:
    sent = posted(request)
    rows = [] if sent is not None else list(term.nominations.select_related("person__tambon"))
    if sent is not None:
        people = people_of(value for name, value in sent.items() if name.endswith("-person"))
    else:
        people = {row.person.pk: row.person for row in rows if row.person}
    given = {
        "people": people,
        "bodies": bodies_to_choose(),
        "may_add": request.user.has_perm("center.add_person"),
    }
    formset = NominationFormSet(sent, initial=[_initial(row) for row in rows], form_kwargs=given, prefix="rows")
    for number, form in enumerate(formset.forms, start=1):
        form.row_label = _("แถวที่ %s") % number
    return formset


def _initial(row: Nomination) -> dict[str, Any]:
    names = ("rank", "origin", "position", "ex_officio", "office_th", "office_en", "decision", "selected")
    return {
        **{name: getattr(row, name) for name in names},
        "person": row.person_id,
        "stands_for": body_key(row),
    }


def _saved(model_admin: ModelAdmin, request: HttpRequest, term: Term) -> HttpResponseRedirect:
    """On to where the button leads."""
    named = term.nominations.filter(selected=True, person__isnull=False).count()
    sentence = _("บันทึกรายชื่อผู้แทนแล้ว ได้รับเลือก %s คน") % named
    model_admin.log_change(request, term, sentence)
    messages.success(request, sentence)
    if "_more" in request.POST:
        return HttpResponseRedirect(request.path + "#new-rows")
    if "_draft" in request.POST:
        return HttpResponseRedirect(reverse("admin:committee_term_draft", args=[term.pk]))
    if "_order" in request.POST:
        return HttpResponseRedirect(reverse("admin:committee_term_order", args=[term.pk]))
    return to_term(term)
