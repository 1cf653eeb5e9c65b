"""Steps 3 and 4 of a new term, and its end: the order's draft, the order itself, ending, and taking back."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from center.documents.models import Document
from center.staff.officer import officer
from center.staff.row_page import ask, done, posted, refuse, report
from committee.terms.admin.page import TERM, find_term, show, to_term
from committee.terms.admin.plain_text import plain_text
from committee.terms.forms import EndForm, OrderForm, ReasonForm
from committee.terms.models import Term
from committee.terms.orders import add_order_document, order_draft
from committee.terms.terms import Order, end_term, record_order, reopen_term, revert_order, selected_of, why_not_revert


def draft_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The order as plain text, to copy and to print."""
    term = find_term(request, pk, "committee.view_nomination")
    return plain_text(
        request,
        row=term,
        title=_("ร่างคำสั่ง"),
        explained=_("คัดลอกไปวางในแบบคำสั่งของสำนักงาน หรือพิมพ์เพื่อตรวจก่อน คำสั่งจริงพิมพ์บนกระดาษครุฑ"),
        draft=order_draft(term),
    )


def order_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The order's number, day and file; recording it puts the term in force."""
    term = find_term(request, pk, TERM)
    if term.state != Term.State.PREPARING:
        return to_term(term)
    form = OrderForm(posted(request), request.FILES or None, term=term, initial=_initial(term))
    if request.method == "POST" and form.is_valid():
        document = _document(term, form)
        try:
            term = record_order(term=term, order=_order(form, document), by=officer(request), **form.days())
        except ValidationError as error:
            form = _again(request, term, document, error)
        else:
            return done(model_admin, request, term, _("บันทึกคำสั่งแล้ว %s เริ่มวาระ และแสดงบนเว็บแล้ว") % term)
    return show(
        model_admin,
        request,
        "order.html",
        term=term,
        title=_("บันทึกคำสั่ง: %s") % term,
        form=form,
        forms=[form],
        selected=selected_of(term).select_related("network", "organization"),
        nameless=term.nominations.filter(selected=True, person=None).select_related("network", "organization"),
        file_lost=form.is_bound and "new_file" in request.FILES,
    )


def _initial(term: Term) -> dict[str, Any]:
    """What was typed before: of an order taken back too. Who signed the last order mostly signs this one."""
    last = Term.objects.public().exclude(signer_name="").exclude(pk=term.pk).first()
    signs = term if term.signer_name or last is None else last
    return {
        "order_number": term.order_number,
        "ordered_on": term.ordered_on,
        "document": term.order_document_id,
        "signer_name": signs.signer_name,
        "signer_position": signs.signer_position,
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
    }


def _document(term: Term, form: OrderForm) -> Document | None:
    """The document that was chosen, or the one that the attached file becomes."""
    cleaned = form.cleaned_data
    if checked := cleaned["new_file"]:
        return add_order_document(
            term=term, number=cleaned["order_number"], file=checked, publish=cleaned["publish_file"]
        )
    return cleaned["document"]


def _order(form: OrderForm, document: Document | None) -> Order:
    cleaned = form.cleaned_data
    return Order(
        number=cleaned["order_number"],
        on=cleaned["ordered_on"],
        document=document,
        signer_name=cleaned["signer_name"],
        signer_position=cleaned["signer_position"],
    )


def _again(request: HttpRequest, term: Term, document: Document | None, error: ValidationError) -> OrderForm:
    """The form as it was sent, with what the rule refused; a file that came is in the library and chosen by now."""
    data = request.POST.copy()
    if document is not None:
        data["document"] = str(document.pk)
    form = OrderForm(data, term=term)
    if form.is_valid():
        report(form, error)
    return form


def end_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of the term in force, where no next one begins."""
    term = find_term(request, pk, TERM)
    if term.state != Term.State.IN_FORCE:
        return to_term(term)
    return ask(
        model_admin,
        request,
        row=term,
        form=EndForm(posted(request), initial={"on": term.ends_on}),
        act=lambda cleaned: end_term(term=term, by=officer(request), **cleaned),
        title=_("ให้พ้นวาระ: %s") % term,
        button=_("ให้พ้นวาระ"),
        said=_("บันทึกแล้วว่า%s พ้นวาระ") % term,
        explained=[
            _("ถ้ามีคณะกรรมการชุดใหม่แล้ว ไม่ต้องทำที่นี่ ให้บันทึกคำสั่งของชุดใหม่ ระบบจะให้ชุดนี้พ้นวาระพร้อมกัน"),
            _("ถ้าครบวาระแต่ยังไม่มีชุดใหม่ ก็ไม่ต้องทำ ชุดนี้รักษาการต่อเอง"),
        ],
    )


def reopen_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an end recorded by mistake."""
    term = find_term(request, pk, TERM)
    if term.state != Term.State.ENDED:
        return to_term(term)
    return ask(
        model_admin,
        request,
        row=term,
        form=ReasonForm(posted(request)),
        act=lambda cleaned: reopen_term(term=term, by=officer(request), **cleaned),
        title=_("ยกเลิกการพ้นวาระ: %s") % term,
        button=_("ยกเลิกการพ้นวาระ"),
        said=_("%s อยู่ในวาระเช่นเดิม") % term,
        explained=[_("ใช้เมื่อบันทึกวันพ้นวาระผิด คณะกรรมการชุดนี้จะกลับมาอยู่ในวาระ")],
    )


def revert_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an order recorded by mistake."""
    term = find_term(request, pk, TERM)
    if reason := why_not_revert(term):
        return refuse(request, term, reason)
    return ask(
        model_admin,
        request,
        row=term,
        form=ReasonForm(posted(request)),
        act=lambda cleaned: revert_order(term=term, by=officer(request), **cleaned),
        title=_("ยกเลิกการบันทึกคำสั่ง: %s") % term,
        button=_("ยกเลิกการบันทึกคำสั่ง"),
        said=_("ยกเลิกการบันทึกคำสั่งแล้ว %s กลับเป็นร่าง ไม่แสดงบนเว็บ") % term,
        explained=[
            _("ใช้เมื่อบันทึกคำสั่งผิด รายชื่อผู้แทนและสิ่งที่กรอกของคำสั่งยังอยู่ แก้แล้วบันทึกใหม่ได้"),
            _("ชุดก่อนที่พ้นวาระเพราะคำสั่งนี้จะกลับมาอยู่ในวาระ"),
        ],
    )
