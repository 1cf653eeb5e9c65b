"""What staff do with a case. Buttons are POSTs; what asks for something first is a page of its own."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.office.models import Center
from center.people.models import Person
from center.printing.signatures import Signature
from center.staff.officer import officer
from center.staff.row_page import ask, button, number_in, posted, require
from consultations.bookings.actors import staff
from consultations.bookings.admin.forms import PointForm
from consultations.bookings.texts import office_phone
from consultations.registers import cases
from consultations.registers.addresses import case_link
from consultations.registers.admin.case_forms import (
    HandOverForm,
    MatterForm,
    PapersForm,
    RegisterForm,
    RejectForm,
    WithdrawForm,
)
from consultations.registers.admin.page import REFUSALS
from consultations.registers.models import Case
from thai.phones import format_phone

State = Case.State
ADD, CHANGE, VIEW = (f"consultations.{act}_case" for act in ("add", "change", "view"))
# Names of the acts by which a case comes to a state, for the states from which it does. What asks for something is a page.
BUTTONS = {
    "submit": (State.SUBMITTED, gettext_lazy("บันทึกแล้วว่ายื่นแล้ว")),
    "incomplete": (State.INCOMPLETE, gettext_lazy("บันทึกแล้วว่าเอกสารไม่ครบ")),
    "review": (State.REVIEW, gettext_lazy("บันทึกแล้วว่ารอพิจารณา")),
    "redraft": (State.DRAFT, gettext_lazy("กลับไปเป็นร่างแล้ว")),
}
REOPENED_AS = {State.REGISTERED: State.REVIEW, State.REJECTED: State.REVIEW, State.WITHDRAWN: State.DRAFT}


def possible_with(case: Case) -> dict[str, bool]:
    """Which buttons a case has now."""
    following = Case.transitions[State(case.state)]
    return {
        "may_submit": State.SUBMITTED in following,
        "may_mark_incomplete": State.INCOMPLETE in following and bool(case.missing()),
        "may_review": State.REVIEW in following and case.is_open,
        "may_register": State.REGISTERED in following,
        "may_reject": State.REJECTED in following,
        "may_withdraw": State.WITHDRAWN in following,
        "may_redraft": State.DRAFT in following and case.is_open,
        "may_reopen": not case.is_open,
    }


def find_case(request: HttpRequest, pk: int, permission: str) -> Case:
    """The case with all a page says of it, for whoever has the permission."""
    require(request, permission)
    rows = Case.objects.select_related("kind", "round", "tambon", "person", "producer", "group", "officer")
    return get_object_or_404(rows.prefetch_related("papers"), pk=pk)


# --- Buttons ---------------------------------------------------------------------------------------------------------


@button
def state_act(model_admin: ModelAdmin, request: HttpRequest, pk: int, *, to: str, said: Any) -> HttpResponse:
    case = find_case(request, pk, CHANGE)
    by = staff(officer(request))
    return REFUSALS.do(model_admin, request, case, lambda: cases.change_state(case, to, by=by), str(said))


@button
def reopen_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Closed by mistake, or taken up again."""
    case = find_case(request, pk, CHANGE)
    to = REOPENED_AS.get(State(case.state), State.REVIEW)
    by = staff(officer(request))
    return REFUSALS.do(model_admin, request, case, lambda: cases.change_state(case, to, by=by), _("เปิดเรื่องอีกครั้งแล้ว"))


@button
def same_person_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Point at the person with the same phone number whom the button names."""
    case = find_case(request, pk, CHANGE)
    person = get_object_or_404(Person, pk=number_in(request.POST.get("person", "")), phone=case.phone)
    by = staff(officer(request))
    return REFUSALS.do(
        model_admin, request, case, lambda: cases.correct(case, person=person, by=by), _("ผูกกับทะเบียนแล้ว")
    )


# --- Pages -----------------------------------------------------------------------------------------------------------


def papers_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Which papers are there, which are missing, which aren't needed."""
    case = find_case(request, pk, CHANGE)
    form = PapersForm(posted(request), papers=list(case.papers.all()))
    return ask(
        model_admin,
        request,
        row=case,
        form=form,
        act=REFUSALS.refused_at(
            "further",
            lambda cleaned: cases.set_papers(case, form.states, further=cleaned["further"], by=staff(officer(request))),
        ),
        title=_("เอกสาร: %s") % case,
        button=_("บันทึก"),
        said=_("บันทึกเอกสารแล้ว"),
        explained=[case.title],
    )


def register_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """It came to a good end; refused while papers are missing."""
    case = find_case(request, pk, CHANGE)
    return ask(
        model_admin,
        request,
        row=case,
        form=RegisterForm(posted(request), initial={"result_number": case.result_number}),
        act=REFUSALS.refused_at(
            "result_number",
            lambda cleaned: cases.change_state(case, State.REGISTERED, by=staff(officer(request)), **cleaned),
        ),
        title=_("%(done)s: %(case)s") % {"done": case.kind.done, "case": case},
        button=_("บันทึกว่า%s") % case.kind.done,
        said=_("ปิดเรื่องแล้ว กรุณาแจ้งผู้ยื่นด้วย"),
        explained=[case.title, f"{case.name} · {format_phone(case.phone)}"],
    )


def reject_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """It was refused; the applicant reads why."""
    case = find_case(request, pk, CHANGE)
    return ask(
        model_admin,
        request,
        row=case,
        form=RejectForm(posted(request), initial={"answer": case.answer}),
        act=REFUSALS.refused_at(
            "answer", lambda cleaned: cases.change_state(case, State.REJECTED, by=staff(officer(request)), **cleaned)
        ),
        title=_("ไม่ผ่าน: %s") % case,
        button=_("บันทึกว่าไม่ผ่าน"),
        said=_("ปิดเรื่องแล้ว กรุณาแจ้งผู้ยื่นด้วย"),
        explained=[case.title, f"{case.name} · {format_phone(case.phone)}"],
    )


def withdraw_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The applicant gives up."""
    case = find_case(request, pk, CHANGE)
    return ask(
        model_admin,
        request,
        row=case,
        form=WithdrawForm(posted(request)),
        act=REFUSALS.refused_at("reason", lambda cleaned: cases.withdraw(case, by=staff(officer(request)), **cleaned)),
        title=_("ถอนเรื่อง: %s") % case,
        button=_("ถอนเรื่อง"),
        said=_("ถอนเรื่องแล้ว"),
        explained=[case.title],
    )


def edit_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what was typed, the round or the date."""
    case = find_case(request, pk, CHANGE)
    names = ("name", "phone", "moo", "subject", "due_on", "email", "details")
    first = {name: getattr(case, name) for name in names}
    first |= {"tambon": case.tambon_id or "", "round": str(case.round_id or "")}
    form = MatterForm(posted(request), kind=case.kind, round=case.round, initial=first)
    return ask(
        model_admin,
        request,
        row=case,
        form=form,
        act=REFUSALS.refused_at(
            "due_on", lambda cleaned: cases.correct(case, by=staff(officer(request)), **form.values)
        ),
        title=_("แก้ไข: %s") % case,
        button=_("บันทึก"),
        said=_("บันทึกแล้ว"),
        explained=[case.kind.name],
    )


def point_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Whom of the registers it is about; what was typed stays."""
    case = find_case(request, pk, CHANGE)
    now = {"person": case.person_id, "producer": case.producer_id, "group": case.group_id}
    return ask(
        model_admin,
        request,
        row=case,
        form=PointForm(posted(request), initial=now),
        act=lambda cleaned: cases.point_at(case, by=staff(officer(request)), **cleaned),
        title=_("ผูกกับทะเบียน: %s") % case,
        button=_("บันทึก"),
        said=_("ผูกกับทะเบียนแล้ว"),
        explained=[_("ชื่อและเบอร์ที่ผู้ยื่นให้ไว้ไม่เปลี่ยน: %s") % case.name],
    )


def hand_over_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Another officer sees to it."""
    case = find_case(request, pk, CHANGE)
    return ask(
        model_admin,
        request,
        row=case,
        form=HandOverForm(posted(request), initial={"officer": case.officer_id}),
        act=lambda cleaned: cases.hand_over(case, by=staff(officer(request)), **cleaned),
        title=_("เปลี่ยนผู้รับเรื่อง: %s") % case,
        button=_("บันทึก"),
        said=_("เปลี่ยนผู้รับเรื่องแล้ว"),
    )


def slip_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt to take along: number, papers that came and that are missing, last day, QR. In the applicant's language."""
    case = find_case(request, pk, VIEW)
    with translation.override(case.language):
        user = case.officer
        context = {
            "case": case,
            "received": [paper for paper in case.papers.all() if paper.state == paper.State.RECEIVED],
            "missing": case.missing(),
            "link": case_link(case),
            "phone": office_phone(),
            "signatures": [
                Signature(_("ผู้ยื่น"), case.name),
                Signature(_("ผู้รับเรื่อง"), user.get_full_name() if user else ""),
            ],
            "center": Center.objects.first(),
            "demo": settings.DEMO,
        }
        return render(request, "consultations/registers/case_slip_print.html", context)


PAGES: dict[str, Callable[..., HttpResponse]] = {
    **{name: partial(state_act, to=to, said=said) for name, (to, said) in BUTTONS.items()},
    "reopen": reopen_act,
    "same_person": same_person_act,
    "papers": papers_page,
    "register": register_page,
    "reject": reject_page,
    "withdraw": withdraw_page,
    "edit": edit_page,
    "point": point_page,
    "hand_over": hand_over_page,
    "slip": slip_page,
}
