"""The forms by which staff decide on a request: who becomes a member, or why nobody does."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.people.join_requests import proposed_groups, proposed_people
from center.people.models import Group, JoinRequest, Network, Person
from center.places.models import Tambon
from thai.django.forms import ThaiCharField, ThaiDateField, ThaiIntegerField
from thai.names import split_name
from thai.phones import format_phone

NEW, OTHER, NONE = "new", "other", "none"


def described(person: Person) -> str:
    """A person as neighbors tell people apart: name, village, phone."""
    return " · ".join(part for part in (str(person), person.village, format_phone(person.phone)) if part)


class AcceptForm(forms.Form):
    """People and groups of the registers that may be meant are proposed, never taken without a choice.

    After it was found valid, `values` is what join_requests.accept() takes: rows that are new aren't saved yet.
    """

    who = forms.ChoiceField(
        label=_("ผู้ขอคือใคร"), widget=forms.RadioSelect, error_messages={"required": _("กรุณาเลือกว่าผู้ขอคือใคร")}
    )
    other_person = forms.ModelChoiceField(
        Person.objects.one_record_each(),
        label=_("คนอื่นในทะเบียน"),
        required=False,
        help_text=_("ค้นด้วยชื่อ เบอร์ หรือ ม.2 เสม็ดใต้"),
    )
    title = ThaiCharField(label=_("คำนำหน้าชื่อ"), max_length=40, required=False)
    first_name = ThaiCharField(label=_("ชื่อ"), max_length=100, required=False)
    surname = ThaiCharField(label=_("นามสกุล"), max_length=100, required=False)
    moo = ThaiIntegerField(label=_("หมู่ที่"), min_value=1, max_value=40, required=False)
    which_group = forms.ChoiceField(
        label=_("ขอในนาม"), widget=forms.RadioSelect, error_messages={"required": _("กรุณาเลือกว่าขอในนามใคร")}
    )
    other_group = forms.ModelChoiceField(Group.objects.all(), label=_("กลุ่มอื่นในทะเบียน"), required=False)
    group_name = ThaiCharField(label=_("ชื่อกลุ่มใหม่"), max_length=200, required=False)
    network = forms.ModelChoiceField(Network.objects.filter(active=True), label=_("เครือข่ายของกลุ่มใหม่"), required=False)
    joined_on = ThaiDateField(label=_("เป็นสมาชิกตั้งแต่วันที่"), error_messages={"required": _("กรุณากรอกวันที่")})

    def __init__(self, data: Any = None, *, join_request: JoinRequest, admin_site: AdminSite) -> None:
        title, first_name, surname = split_name(join_request.name)
        people, groups = proposed_people(join_request), proposed_groups(join_request)
        super().__init__(
            data,
            initial={
                "who": NEW if not people else None,
                "title": title,
                "first_name": first_name,
                "surname": surname,
                "which_group": None if groups else NEW if join_request.group_name else NONE,
                "group_name": join_request.group_name,
                "joined_on": timezone.localdate(),
            },
        )
        self.join_request = join_request
        self.people = {str(person.pk): person for person in people}
        self.groups = {str(group.pk): group for group in groups}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *((key, described(person)) for key, person in self.people.items()),
            (NEW, _("คนใหม่ ยังไม่มีในทะเบียน")),
            (OTHER, _("คนอื่นในทะเบียน")),
        ]
        self.fields["which_group"].choices = [  # type: ignore[attr-defined]
            (NONE, _("ตัวเอง เป็นสมาชิกศูนย์รายบุคคล")),
            *((key, f"{group} · {group.village}".rstrip(" ·")) for key, group in self.groups.items()),
            (NEW, _("กลุ่มใหม่ ยังไม่มีในทะเบียน")),
            (OTHER, _("กลุ่มอื่นในทะเบียน")),
        ]
        for name, column in (("other_person", "person"), ("other_group", "group")):
            field = self.fields[name]
            field.widget = AutocompleteSelect(JoinRequest._meta.get_field(column), admin_site)
            field.widget.choices = field.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each choice needs what stands below it."""
        cleaned = super().clean() or self.cleaned_data
        self._need(cleaned, "who", OTHER, "other_person", _("กรุณาเลือกบุคคล"))
        self._need(cleaned, "who", NEW, "first_name", _("กรุณากรอกชื่อ"))
        self._need(cleaned, "which_group", OTHER, "other_group", _("กรุณาเลือกกลุ่ม"))
        self._need(cleaned, "which_group", NEW, "group_name", _("กรุณากรอกชื่อกลุ่ม"))
        if cleaned.get("which_group") == NEW and cleaned.get("group_name"):
            there = Group.objects.filter(name_th=cleaned["group_name"], tambon=self._tambon())
            if there.exists():
                self.add_error("group_name", _("มีกลุ่มชื่อนี้ในตำบลนี้อยู่แล้ว กรุณาเลือกจากทะเบียน"))
        if (day := cleaned.get("joined_on")) and day > timezone.localdate():
            self.add_error("joined_on", _("วันที่เป็นสมาชิกต้องไม่เกินวันนี้"))
        return cleaned

    def _need(self, cleaned: dict[str, Any], choice: str, value: str, field: str, sentence: Any) -> None:
        if cleaned.get(choice) == value and not cleaned.get(field) and field not in self.errors:
            self.add_error(field, sentence)

    def _tambon(self) -> Tambon | None:
        return self.join_request.tambon

    @property
    def values(self) -> dict[str, Any]:
        joined_on: dt.date = self.cleaned_data["joined_on"]
        return {"person": self._person(), "group": self._group(), "joined_on": joined_on}

    def _person(self) -> Person:
        chosen = self.cleaned_data["who"]
        if chosen == NEW:
            named = {name: self.cleaned_data[name] or "" for name in ("title", "first_name", "surname")}
            phone, tambon = self.join_request.phone, self._tambon()
            return Person(phone=phone, tambon=tambon, moo=self.cleaned_data["moo"], **named)
        return self.cleaned_data["other_person"] if chosen == OTHER else self.people[chosen]

    def _group(self) -> Group | None:
        chosen = self.cleaned_data["which_group"]
        if chosen == NEW:
            name, network = self.cleaned_data["group_name"], self.cleaned_data["network"]
            return Group(name_th=name, tambon=self._tambon(), moo=self.cleaned_data["moo"], network=network)
        if chosen == OTHER:
            return self.cleaned_data["other_group"]
        return self.groups.get(chosen)


class DeclineForm(forms.Form):
    reason = ThaiCharField(
        label=_("เหตุผล"),
        help_text=_("ผู้ขออ่านได้ในหน้าคำขอของตน เช่น อยู่นอกอำเภอ แนะนำให้ติดต่อศูนย์ของอำเภอนั้น"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={
            "required": _("กรุณากรอกเหตุผล"),
            "max_length": _("เหตุผลยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง"),
        },
    )
