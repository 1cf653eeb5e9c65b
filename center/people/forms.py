"""The form by which a person or a group asks to become a member of the center."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.people.models.join_request import LONGEST_REASON
from center.places.models import Tambon
from center.visitors.forms import GuardedForm, without_id_card
from thai.django.forms import PhoneField, ThaiCharField, ThaiTextField

FORM_NAME = "join request"
ELSEWHERE = "elsewhere"
TEXTS = ("name", "group_name", "reason")
TOO_LONG = _("ยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง")


class JoinForm(GuardedForm):
    """Who asks, where they are reached, and for which group or shop. After it was found valid, `values` is what to send."""

    name = ThaiCharField(
        label=_("ชื่อ-นามสกุลของคนที่ขอ"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("กรุณากรอกชื่อ-นามสกุล"), "max_length": TOO_LONG},
    )
    phone = PhoneField(
        label=_("เบอร์โทรศัพท์ที่โทรหาได้"),
        help_text=_("เช่น 081-234-5678 ไม่แสดงบนเว็บ"),
        error_messages={"required": _("กรุณากรอกเบอร์โทรศัพท์")},
    )
    tambon = forms.ChoiceField(label=_("ตำบล"), error_messages={"required": _("กรุณาเลือกตำบล")})
    group_name = ThaiCharField(
        label=_("ชื่อกลุ่มหรือร้าน (ไม่บังคับ)"),
        help_text=_("กรอกเมื่อขอในนามกลุ่มหรือร้าน"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": TOO_LONG},
    )
    reason = ThaiTextField(
        label=_("ทำอะไรอยู่ อยากให้ศูนย์ช่วยอะไร (ไม่บังคับ)"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, form_name=FORM_NAME)
        tambons = [(tambon.code, tambon.name) for tambon in Tambon.objects.all()]
        choices = [("", _("เลือกตำบล")), *tambons, (ELSEWHERE, _("นอกอำเภอบางคล้า"))]
        self.fields["tambon"].choices = choices  # type: ignore[attr-defined]
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        if data is not None:
            for name in TEXTS:
                self.data[name] = self.data.get(name, "").replace("\0", "")

    def clean_name(self) -> str:
        return without_id_card(self.cleaned_data["name"])

    def clean_group_name(self) -> str:
        return without_id_card(self.cleaned_data["group_name"])

    def clean_reason(self) -> str:
        return without_id_card(self.cleaned_data["reason"])

    @property
    def values(self) -> dict[str, Any]:
        """Who asks and for what, with the tambon as a row (None: outside of the district). One query."""
        code = self.cleaned_data["tambon"]
        return {
            **{name: self.cleaned_data[name] for name in (*TEXTS, "phone")},
            "tambon": None if code == ELSEWHERE else Tambon.objects.get(code=code),
        }
