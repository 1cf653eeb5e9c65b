"""The forms of visitors: a complaint or a suggestion, and the number that finds it again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.visitors.forms import GuardedForm, person_name, plain_text, without_id_card
from consultations.bookings.forms import TOO_LONG
from consultations.registers.models import Complaint
from consultations.registers.models.complaint import LONGEST_COMPLAINT
from thai.django.forms import PhoneField, ThaiCharField, ThaiTextField

COMPLAINT_FORM = "complaint"
TICK = {"class": "form-check-input"}


def _shortened(text: str) -> str:
    """What a page shows again of a text; longer ones are refused anyway."""
    return text[: 2 * LONGEST_COMPLAINT].replace("\0", "\N{REPLACEMENT CHARACTER}")


class ComplaintForm(GuardedForm):
    """What somebody has to say; who it is only if they wish."""

    kind = forms.ChoiceField(
        label=_("ต้องการ"),
        choices=Complaint.Kind.choices,
        initial=Complaint.Kind.COMPLAINT,
        widget=forms.RadioSelect(TICK),
        error_messages={"required": _("กรุณาเลือก"), "invalid_choice": _("กรุณาเลือกจากรายการ")},
    )
    text = ThaiTextField(
        label=_("เรื่องราว"),
        help_text=_("เกิดอะไรขึ้น ที่ไหน เมื่อไร หรืออยากให้ปรับปรุงอะไร"),
        max_length=LONGEST_COMPLAINT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("กรุณาเขียนเรื่องราว"), "max_length": TOO_LONG},
    )
    name = ThaiCharField(
        label=_("ชื่อ (ไม่บังคับ)"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": TOO_LONG},
    )
    phone = PhoneField(label=_("เบอร์โทรศัพท์ (ไม่บังคับ)"), help_text=_("ถ้าอยากให้โทรกลับ ไม่แสดงบนเว็บ"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, form_name=COMPLAINT_FORM, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        if data is not None:
            for name in self.data:
                self.data.setlist(name, [_shortened(value) for value in self.data.getlist(name)])

    def clean_text(self) -> str:
        return plain_text(without_id_card(self.cleaned_data["text"]))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return person_name(without_id_card(name)) if name else ""

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "text", "name", "phone")}


class NumberForm(forms.Form):
    """The number of a complaint, in any digits."""

    number = forms.CharField(
        label=_("เลขที่ 8 หลัก"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("กรุณากรอกเลขที่"), "max_length": _("เลขที่ยาวเกินไป")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__({"number": data.get("number", "")[:100].replace("\0", "")} if data else data)
