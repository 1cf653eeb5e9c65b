"""Forms of the staff's pages: who somebody is, whom they stand for, the order, who leaves and who comes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.documents.admin import DocumentField
from center.documents.models import Document
from center.people.models import Network, Organization, Person
from center.staff.row_page import report
from committee.terms.models import Nomination, Origin, Position, Seat, Term
from committee.terms.orders import orders_category
from committee.terms.seats import check_replacement
from committee.terms.terms import check_order, former_of
from thai.django.fields import ThaiCharField
from thai.django.forms import ThaiDateField, ThaiIntegerField
from thai.folding import fold
from thai.names import Name, split_name

NEW = "new"
"""The choice that says: somebody of the same name, and not one of those in the registers."""
BLANK = [("", "–")]
Choices = Sequence[tuple[Any, Any]]


def line(label: Any, *, most: int = 160, required: bool = True, help_text: Any = "", **attrs: Any) -> forms.Field:
    """One line of text, put right as everywhere (Thai vowels and spaces)."""
    field = ThaiCharField(max_length=most, blank=not required)
    return field.formfield(label=label, help_text=help_text, widget=forms.TextInput({"class": "vTextField", **attrs}))


def offer(form: forms.BaseForm, name: str, choices: Choices) -> None:
    """Set what a box of choices offers."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def described(person: Person) -> str:
    """A person so that staff know which one of the name it is: นางแฉล้ม ลานใบไม้ · หมู่ที่ 2 เสม็ดใต้."""
    moo = _("หมู่ที่ %(moo)s") % {"moo": person.moo} if person.moo else ""
    place = " ".join(filter(None, [moo, str(person.tambon or "")]))
    return " · ".join(filter(None, [str(person), place]))


def same_name(name: Name) -> list[Person]:
    """People in the registers who are called so, whatever their titles. Two queries."""
    wanted = fold(f"{name.first_name} {name.surname}")
    found = Person.objects.containing(f"{name.first_name} {name.surname}").filter(merged_into=None)
    return [person for person in found.select_related("tambon")[:50] if fold(person.full_name()) == wanted]


class PersonSelect(AutocompleteSelect):
    """The stock admin's box that searches the registers. Its own choices are read once for all rows of a page."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict | None = None) -> list:
        return forms.Select.optgroups(self, name, list(value), attr)


class PersonForm(forms.Form):
    """Somebody from the registers, or somebody new by their typed name, which works without JavaScript too.

    A typed name that the registers have already is asked about, never taken for the same person by itself. `chosen`
    is the person, unsaved if new, None where nobody is named.
    """

    person = forms.TypedChoiceField(
        label=_("ชื่อในทะเบียน"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=PersonSelect(Nomination._meta.get_field("person"), admin.site),
        error_messages={"invalid_choice": _("ไม่พบคนนี้ในทะเบียน กรุณาเลือกใหม่")},
    )
    typed_name = line(
        _("หรือพิมพ์ชื่อคนใหม่"),
        required=False,
        help_text=_("เช่น นางสมใจ รักดี"),
        autocomplete="off",
        placeholder=_("พิมพ์ชื่อคนใหม่"),
    )
    same_as = forms.ChoiceField(label=_("มีชื่อนี้ในทะเบียนแล้ว ใช่คนนี้หรือไม่"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: dict[int, Person], may_add: bool = True, **kwargs: Any) -> None:
        """people: those of the registers that the form may be about, by key (see people_of)."""
        super().__init__(*args, **kwargs)
        self.people = people
        self.chosen: Person | None = None
        value = self["person"].value()
        named = people.get(int(value)) if str(value or "").isdecimal() else None
        offer(self, "person", [("", ""), *([(named.pk, described(named))] if named else [])])
        typed = str(self["typed_name"].value() or "")
        self.alike = same_name(split_name(typed)) if self.is_bound and typed.strip() else []
        if self.alike:
            others = [(person.pk, described(person)) for person in self.alike]
            offer(self, "same_as", [*others, (NEW, _("ไม่ใช่ เป็นคนอื่นที่ชื่อเหมือนกัน"))])
        else:
            del self.fields["same_as"]
        if not may_add:
            del self.fields["typed_name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("typed_name", "")
        if typed and cleaned.get("person"):
            self.add_error("typed_name", _("เลือกจากทะเบียนหรือพิมพ์ชื่อคนใหม่ อย่างใดอย่างหนึ่ง"))
        elif typed:
            self.chosen = self._of_typed_name(typed, cleaned.get("same_as", ""))
        elif cleaned.get("person"):
            self.chosen = self.people[cleaned["person"]]
        return cleaned

    def _of_typed_name(self, typed: str, same_as: str) -> Person | None:
        name = split_name(typed)
        if self.alike and not same_as:
            self.add_error("same_as", _("มีชื่อนี้ในทะเบียนแล้ว กรุณาเลือกว่าใช่คนเดียวกันหรือไม่"))
            return None
        if same_as and same_as != NEW:
            return next(person for person in self.alike if str(person.pk) == same_as)
        person = Person(**name._asdict())
        try:
            person.full_clean()
        except ValidationError as error:
            self.add_error("typed_name", error.messages)
        return person


def people_of(keys: Iterable[Any]) -> dict[int, Person]:
    """The people of these keys, which may come from a form as they were sent. One query."""
    asked = {int(key) for key in keys if str(key or "").isdecimal() and len(str(key)) < 10}
    return Person.objects.select_related("tambon").in_bulk(asked) if asked else {}


class StandsForForm(forms.Form):
    """Where somebody comes from, whom they stand for, and as what they sit."""

    origin = forms.ChoiceField(label=_("มาจาก"), choices=Origin.choices, initial=Origin.OTOP)
    stands_for = forms.ChoiceField(label=_("เครือข่ายหรือหน่วยงาน"), required=False)
    position = forms.ChoiceField(label=_("ตำแหน่ง"), choices=Position.choices, initial=Position.MEMBER)
    ex_officio = forms.BooleanField(label=_("โดยตำแหน่ง"), required=False)
    office_th = line(_("ตำแหน่งราชการ"), required=False, placeholder=_("ตำแหน่งราชการ"))
    office_en = forms.CharField(label=_("ตำแหน่งราชการภาษาอังกฤษ"), max_length=160, required=False)

    def __init__(self, *args: Any, bodies: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stands_for", bodies if bodies is not None else bodies_to_choose())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("ex_officio") and not cleaned.get("office_th") and "office_th" not in self.errors:
            self.add_error("office_th", _("กรรมการโดยตำแหน่งต้องกรอกตำแหน่งราชการ"))
        return cleaned

    def representation(self) -> dict[str, Any]:
        """The columns that proposals and seats have in common."""
        kind, _dash, key = self.cleaned_data["stands_for"].partition("-")
        names = ("origin", "position", "ex_officio", "office_th", "office_en")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "network_id": int(key) if kind == "network" else None,
            "organization_id": int(key) if kind == "agency" else None,
        }


def bodies_to_choose() -> Choices:
    """Networks and agencies for a box of choices, in two groups. Two queries."""
    networks = [(f"network-{network.pk}", network.name) for network in Network.objects.all()]
    agencies = [(f"agency-{agency.pk}", agency.name) for agency in Organization.objects.all()]
    return [*BLANK, (_("เครือข่าย"), networks), (_("หน่วยงาน"), agencies)]


def body_key(row: Nomination | Seat) -> str:
    """The choice that a row's network or agency is."""
    if row.network_id:
        return f"network-{row.network_id}"
    return f"agency-{row.organization_id}" if row.organization_id else ""


class NominationForm(PersonForm, StandsForForm):
    """One row of the proposals."""

    rank = ThaiIntegerField(label=_("ลำดับ"), required=False, min_value=1, max_value=999)
    decision = line(_("มติหรือคะแนน (ถ้ามี)"), most=120, required=False)
    selected = forms.BooleanField(label=_("ได้รับเลือก"), required=False, initial=True)

    row_label = ""

    def nomination(self) -> Nomination:
        """The row as it is to be saved; its person may be unsaved."""
        cleaned = self.cleaned_data
        return Nomination(
            person=self.chosen, decision=cleaned["decision"], selected=cleaned["selected"], **self.representation()
        )


class BaseNominationFormSet(forms.BaseFormSet):
    """All rows of the proposals: nobody is selected twice."""

    def add_fields(self, form: NominationForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("ลบแถวนี้")

    def clean(self) -> None:
        rows: dict[Any, int] = {}
        for number, form in enumerate(self.forms, start=1):
            cleaned = getattr(form, "cleaned_data", {})
            if not form.chosen or not cleaned.get("selected") or cleaned.get("DELETE"):
                continue
            who = form.chosen.pk or fold(form.chosen.full_name())
            if who in rows:
                field = "person" if cleaned.get("person") else "typed_name"
                form.add_error(field, _("ซ้ำกับแถวที่ %s คนหนึ่งเป็นกรรมการได้ตำแหน่งเดียวในชุดเดียวกัน") % rows[who])
            rows.setdefault(who, number)

    def nominations(self) -> list[Nomination]:
        """The rows to save, in the order of their numbers; rows without a number follow as they stand."""
        there = self.initial_form_count()
        kept = [form for number, form in enumerate(self.forms) if number < there or form.has_changed()]
        kept = [form for form in kept if not form.cleaned_data.get("DELETE")]
        kept.sort(key=lambda form: form.cleaned_data.get("rank") or 1000)
        return [form.nomination() for form in kept]


NominationFormSet = forms.formset_factory(
    NominationForm, formset=BaseNominationFormSet, extra=3, max_num=60, can_delete=True
)


class OrderForm(forms.Form):
    """The order that puts a term in force."""

    order_number = line(_("คำสั่งเลขที่"), most=40, help_text=_("เช่น 12/2569 ตามทะเบียนคำสั่งของสำนักงาน"))
    ordered_on = ThaiDateField(label=_("ลงวันที่"))
    document = forms.ModelChoiceField(
        label=_("ไฟล์คำสั่งที่มีในคลังเอกสาร"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("ไม่มี หรือแนบไฟล์ใหม่ด้านล่าง"),
    )
    new_file = DocumentField(
        label=_("หรือแนบไฟล์คำสั่ง"),
        required=False,
        help_text=_("PDF หรือ Word ไม่เกิน 20 MB เก็บในคลังเอกสารหมวดคำสั่งให้เอง ยังไม่มีไฟล์ก็บันทึกได้"),
    )
    publish_file = forms.BooleanField(label=_("แสดงไฟล์คำสั่งบนเว็บ"), required=False, initial=True)
    signer_name = line(_("ผู้ลงนามคำสั่ง"), required=False)
    signer_position = line(_("ตำแหน่งผู้ลงนาม"), required=False)
    starts_on = ThaiDateField(label=_("เริ่มวาระวันที่"))
    ends_on = ThaiDateField(label=_("สิ้นสุดวาระวันที่ (ถ้ามี)"), required=False)
    end_former_on = ThaiDateField(required=False)
    ended_on = ThaiDateField(
        label=_("พ้นวาระไปแล้วเมื่อวันที่"), required=False, help_text=_("กรอกเฉพาะเมื่อบันทึกคณะกรรมการชุดเก่าย้อนหลัง")
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term, former = term, former_of(term)
        documents = Document.objects.filter(category=orders_category()).order_by("-pk")
        cast(forms.ModelChoiceField, self.fields["document"]).queryset = documents
        if former is None:
            del self.fields["end_former_on"]
        else:
            day = max(term.starts_on - dt.timedelta(days=1), former.starts_on)
            self.fields["end_former_on"].initial = day
            self.fields["end_former_on"].label = _("ชุดที่ %s ยังไม่พ้นวาระ ให้พ้นวันที่") % former.number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("document") and cleaned.get("new_file"):
            self.add_error("new_file", _("เลือกไฟล์ที่มีในคลังหรือแนบไฟล์ใหม่ อย่างใดอย่างหนึ่ง"))
        if cleaned.get("starts_on"):
            try:
                check_order(term=self.term, **self.days())
            except ValidationError as error:
                report(self, error)
        return cleaned

    def days(self) -> dict[str, Any]:
        """The days that the rule asks for, of which starts_on is there."""
        names = ("starts_on", "ends_on", "end_former_on", "ended_on")
        return {name: self.cleaned_data.get(name) for name in names}


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = line(_("เหตุผล"), most=300, required=False)


class EndForm(ReasonForm):
    """The last day of a term."""

    on = ThaiDateField(label=_("พ้นวาระวันที่"), help_text=_("วันสุดท้ายที่คณะกรรมการชุดนี้ทำหน้าที่"))

    field_order = ("on", "reason")


class ReplaceForm(PersonForm):
    """Who leaves, when and why, and who comes."""

    last_day = ThaiDateField(label=_("วันสุดท้ายที่เป็นกรรมการ"))
    reason = forms.ChoiceField(label=_("เหตุที่พ้น"), choices=[*BLANK, *Seat.Reason.choices])
    reason_note = line(_("รายละเอียด"), most=200, required=False, help_text=_("เจ้าหน้าที่เท่านั้นที่เห็น"))
    from_on = ThaiDateField(label=_("ผู้แทนใหม่เริ่มวันที่"), required=False, help_text=_("ว่างไว้ = วันถัดจากวันสุดท้ายของคนเดิม"))
    position = forms.ChoiceField(label=_("ตำแหน่งของผู้แทนใหม่"), choices=Position.choices)

    field_order = ("last_day", "reason", "reason_note", "person", "typed_name", "same_as", "from_on", "position")

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.fields["position"].initial = seat.position

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("last_day"):
            try:
                check_replacement(
                    seat=self.seat,
                    last_day=cleaned["last_day"],
                    successor=self.chosen,
                    from_on=cleaned.get("from_on"),
                )
            except ValidationError as error:
                report(self, error)
        return cleaned


class SeatForm(StandsForForm):
    """What a seat says of its holder, to be put right."""

    rank = ThaiIntegerField(label=_("ลำดับ"), min_value=1, max_value=999, help_text=_("ลำดับในคำสั่ง"))
