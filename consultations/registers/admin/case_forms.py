"""Forms of the staff's pages of cases."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.access.models import User
from center.people.models import Person
from center.places.models import Tambon
from center.places.villages import MOST_MOO
from center.staff.row_page import number_in
from center.visitors.forms import SignedForm, person_name, without_id_card
from committee.terms.forms import line, offer
from consultations.registers.cases import Applicant
from consultations.registers.models import CaseKind, CasePaper, RegistrationRound
from consultations.registers.models.case import LONGEST_ANSWER, LONGEST_DETAILS
from consultations.registers.rounds import coming_rounds
from thai.django.fields import ThaiTextField
from thai.django.forms import PhoneField, ThaiDateField, ThaiIntegerField

FORM_NAME = "staff case"


class MatterForm(forms.Form):
    """Whose matter it is, what it is about, and until when: for a new case and for correcting one.

    kind: of the case; its rounds are offered where it has some, else a date.
    """

    name = line(_("ชื่อ-นามสกุลผู้ยื่น"))
    phone = PhoneField(label=_("เบอร์โทรศัพท์"))
    tambon = forms.ChoiceField(label=_("ตำบล"), required=False)
    moo = ThaiIntegerField(label=_("หมู่ที่"), required=False, min_value=1, max_value=MOST_MOO)
    subject = line(_("เรื่อง"), most=200, required=False, help_text=_("เช่น ชื่อผลิตภัณฑ์ หรือโครงการ"))
    round = forms.ChoiceField(label=_("รอบ"), required=False)
    due_on = ThaiDateField(label=_("กำหนด"), required=False, help_text=_("วันสุดท้าย ถ้ามี เช่น 20/12/2569"))
    email = forms.EmailField(
        label=_("อีเมล (ถ้ามี)"), required=False, max_length=254, widget=forms.EmailInput({"class": "vTextField"})
    )
    details = ThaiTextField(blank=True, max_length=LONGEST_DETAILS).formfield(
        label=_("บันทึกของเจ้าหน้าที่"),
        help_text=_("ผู้ยื่นไม่เห็น ไม่ต้องกรอกเลขบัตรประชาชน"),
        widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
    )

    def __init__(
        self, *args: Any, kind: CaseKind | None, round: RegistrationRound | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tambons = {tambon.pk: tambon for tambon in Tambon.objects.all()}
        offer(self, "tambon", [("", _("ไม่ระบุ")), *((pk, tambon.name) for pk, tambon in self.tambons.items())])
        coming = coming_rounds(kind) if kind else []
        # A case that is corrected keeps its round, closed or not.
        rounds = [round, *(other for other in coming if other != round)] if round else coming
        self.rounds = {str(row.pk): row for row in rounds}
        offer(self, "round", [("", _("ไม่มีรอบ")), *((pk, row.with_closing) for pk, row in self.rounds.items())])
        if not rounds:
            del self.fields["round"]
        self.order_fields([*self.fields])

    def clean_name(self) -> str:
        return person_name(without_id_card(self.cleaned_data["name"]))

    def clean_subject(self) -> str:
        return without_id_card(self.cleaned_data["subject"])

    def clean_details(self) -> str:
        return without_id_card(self.cleaned_data["details"])

    def clean_tambon(self) -> Tambon | None:
        return self.tambons.get(self.cleaned_data["tambon"])

    def clean_round(self) -> RegistrationRound | None:
        return self.rounds.get(self.cleaned_data["round"])

    def clean_due_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["due_on"]
        if day and "due_on" in self.changed_data and day < timezone.localdate():
            raise forms.ValidationError(_("กำหนดต้องไม่ใช่วันที่ผ่านไปแล้ว"))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("round") and cleaned.get("due_on"):
            self.add_error("due_on", _("เลือกรอบแล้ว กำหนดคือวันปิดรับของรอบ กรุณาเว้นช่องนี้ว่าง"))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """By the names of the columns."""
        names = ("name", "phone", "tambon", "moo", "subject", "due_on", "email", "details")
        return {name: self.cleaned_data[name] for name in names} | {"round": self.cleaned_data.get("round")}


class NewCaseForm(SignedForm, MatterForm):
    """A matter that is taken on. received: the lines of the checklist that were brought."""

    person = forms.CharField(required=False, widget=forms.HiddenInput)
    received = forms.MultipleChoiceField(label=_("เอกสารที่นำมาแล้ว"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: QueryDict | None = None, *, kind: CaseKind | None, **kwargs: Any) -> None:
        super().__init__(data, form_name=FORM_NAME, kind=kind, **kwargs)
        papers = kind.papers if kind else []
        offer(self, "received", [(str(number), paper.name_th) for number, paper in enumerate(papers)])
        if not papers:
            del self.fields["received"]
        if self.rounds:
            self.fields["round"].initial = next(iter(self.rounds))

    def clean_person(self) -> Person | None:
        return Person.objects.one_record_each().filter(pk=number_in(self.cleaned_data["person"])).first()

    def applicant(self) -> Applicant:
        names = ("name", "phone", "email", "tambon", "moo", "person")
        return Applicant(**{name: self.cleaned_data[name] for name in names})

    def matter(self) -> dict[str, Any]:
        """What open_case() takes beside the applicant."""
        return {name: self.values[name] for name in ("subject", "details", "round", "due_on")} | {
            "received": [int(number) for number in self.cleaned_data.get("received", [])]
        }


class PapersForm(forms.Form):
    """Each paper of a case: missing, there, or not needed; and one more that is missing."""

    further = line(_("เอกสารอื่นที่ต้องใช้"), most=200, required=False, help_text=_("เพิ่มเป็นเอกสารที่ยังขาดของเรื่องนี้"))

    def __init__(self, *args: Any, papers: list[CasePaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = papers
        for paper in papers:
            self.fields[f"paper-{paper.pk}"] = forms.ChoiceField(
                label=paper.name_th, choices=CasePaper.State.choices, initial=paper.state, widget=forms.RadioSelect
            )
        self.order_fields([*(name for name in self.fields if name != "further"), "further"])

    def clean_further(self) -> str:
        further: str = without_id_card(self.cleaned_data["further"])
        if further in {paper.name_th for paper in self.papers}:
            raise forms.ValidationError(_("มีเอกสารชื่อนี้ในเรื่องนี้แล้ว"))
        return further

    @property
    def states(self) -> dict[int, str]:
        return {paper.pk: self.cleaned_data[f"paper-{paper.pk}"] for paper in self.papers}


class RegisterForm(forms.Form):
    result_number = line(_("เลขทะเบียนที่ได้ (ถ้ามี)"), most=20, required=False, help_text=_("ตามที่ออกให้ ยังไม่รู้เว้นว่างไว้ได้"))
    answer = line(_("ข้อความถึงผู้ยื่น (ไม่บังคับ)"), most=LONGEST_ANSWER, required=False, help_text=_("ผู้ยื่นเห็นข้อความนี้"))


class RejectForm(forms.Form):
    answer = line(_("เหตุที่ไม่ผ่าน"), most=LONGEST_ANSWER, help_text=_("ผู้ยื่นเห็นข้อความนี้ เช่น สถานที่ผลิตอยู่นอกอำเภอ"))


class WithdrawForm(forms.Form):
    reason = line(_("เหตุที่ถอนเรื่อง"), most=200, help_text=_("เช่น ผู้ยื่นเลิกผลิตแล้ว เห็นเฉพาะเจ้าหน้าที่"))


class HandOverForm(forms.Form):
    """Who sees to the case from now on."""

    officer = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True).order_by("first_name", "username"), label=_("ผู้รับเรื่อง")
    )
