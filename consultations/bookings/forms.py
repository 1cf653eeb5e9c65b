"""The forms of visitors: who comes, whom to call back, and the digits that cancel."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from center.places.models import Tambon
from center.visitors.digits import DigitsForm
from center.visitors.forms import GuardedForm, person_name, plain_text, without_id_card
from committee.speakers.models import Topic
from consultations.bookings.models import LONGEST_QUESTION, Booking
from thai.django.forms import PhoneField, ThaiCharField, ThaiTextField

BOOKING_FORM = "booking"
CALLBACK_FORM = "callback"
ELSEWHERE = "elsewhere"
ANOTHER_DISTRICT = "outside"  # as staff choose it
OUTSIDE = _("นอกอำเภอบางคล้า")
TOO_LONG = _("ยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง")
# What a page shows again of a text; longer ones are refused anyway.
LONGEST_SHOWN = 2 * LONGEST_QUESTION
# What travels in hidden fields from page to page until the appointment is confirmed.
CARRIED = ("name", "phone", "tambon", "question", "email", "token")


def carried(posted: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a visitor has typed so far, as names and values of hidden fields; empty values are left out."""
    values = ((name, shortened(posted.get(name, ""))) for name in CARRIED)
    return [(name, value) for name, value in values if value]


def outside_of(chosen: Any, typed: str) -> str:
    """Where somebody lives outside of the district, by what staff chose and typed; empty for a sub-district of ours."""
    if chosen == ANOTHER_DISTRICT:
        return typed or outside_in_words()
    return "" if chosen else typed


def outside_in_words() -> str:
    """That somebody lives in another district, of which nobody said more. In Thai: staff read it."""
    with override("th"):
        return str(OUTSIDE)


def shortened(text: str) -> str:
    return text[:LONGEST_SHOWN].replace("\0", "\N{REPLACEMENT CHARACTER}")


class EmailField(forms.EmailField):
    """An e-mail address that a visitor may give."""

    def __init__(self) -> None:
        super().__init__(
            label=_("อีเมล (ไม่บังคับ)"),
            required=False,
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            error_messages={"invalid": _("กรุณากรอกอีเมล เช่น somjai@example.com"), "max_length": TOO_LONG},
        )


class WhoForm(GuardedForm):
    """Who it is: name, phone, tambon."""

    name = ThaiCharField(
        label=_("ชื่อ-นามสกุลของคนที่จะมา"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("กรุณากรอกชื่อ-นามสกุล"), "max_length": TOO_LONG},
    )
    phone = PhoneField(
        label=_("เบอร์โทรศัพท์ที่โทรหาได้"),
        help_text=_("เช่น 081-234-5678 ไม่แสดงบนเว็บ"),
        error_messages={"required": _("กรุณากรอกเบอร์โทรศัพท์")},
    )
    tambon = forms.ChoiceField(
        label=_("ตำบล"),
        error_messages={"required": _("กรุณาเลือกตำบล"), "invalid_choice": _("กรุณาเลือกตำบลจากรายการ")},
    )

    def __init__(self, data: Any = None, *, form_name: str, **kwargs: Any) -> None:
        super().__init__(data, form_name=form_name, **kwargs)
        tambons = [(tambon.code, tambon.name) for tambon in Tambon.objects.all()]
        self.fields["tambon"].choices = [("", _("เลือกตำบล")), *tambons, (ELSEWHERE, OUTSIDE)]  # type: ignore[attr-defined]
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        if data is not None:
            for name in self.data:
                self.data.setlist(name, [shortened(value) for value in self.data.getlist(name)])

    def clean_name(self) -> str:
        return person_name(without_id_card(self.cleaned_data["name"]))

    @property
    def tambon_name(self) -> str:
        """The chosen tambon in the page's language."""
        choices = dict(self.fields["tambon"].choices)  # type: ignore[attr-defined]
        return str(choices.get(self.cleaned_data["tambon"], ""))

    @property
    def place(self) -> dict[str, Any]:
        """Where they live: the tambon as a row, or that it lies outside of the district. At most one query."""
        code = self.cleaned_data["tambon"]
        if code != ELSEWHERE:
            return {"tambon": Tambon.objects.get(code=code), "outside": ""}
        return {"tambon": None, "outside": outside_in_words()}


class VisitorForm(WhoForm):
    """Who asks, and what. After it was found valid, `values` are those of a Visitor."""

    question = ThaiTextField(
        label=_("อยากถามอะไร (ไม่บังคับ)"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, data: Any = None, *, form_name: str = BOOKING_FORM, **kwargs: Any) -> None:
        super().__init__(data, form_name=form_name, **kwargs)

    def clean_question(self) -> str:
        return plain_text(without_id_card(self.cleaned_data["question"]))


class BookingForm(VisitorForm):
    """Who comes to an appointment. Its values travel in hidden fields to the page that confirms."""

    email = EmailField()

    @classmethod
    def again(cls, posted: Mapping[str, str]) -> "BookingForm":
        """The form to correct: what was typed, not validated yet, with the same token."""
        return cls(initial=dict(carried(posted)))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if token := self.initial.get("token"):
            self.fields["token"].initial = token

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "phone", "email", "question")} | self.place


class CallbackForm(VisitorForm):
    """Whom to call back, about what and when."""

    topic = forms.ModelChoiceField(
        Topic.objects.filter(active=True),
        label=_("เรื่อง (ไม่บังคับ)"),
        required=False,
        empty_label=_("ไม่แน่ใจ"),
        error_messages={"invalid_choice": _("กรุณาเลือกเรื่องจากรายการ")},
    )
    when = ThaiCharField(
        label=_("สะดวกให้โทรเมื่อไร (ไม่บังคับ)"),
        help_text=_("เช่น หลังบ่ายสามโมง"),
        max_length=160,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    field_order = ("name", "phone", "tambon", "topic", "when", "question")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, form_name=CALLBACK_FORM, **kwargs)
        self.fields["name"].label = _("ชื่อ-นามสกุล")
        self.fields["topic"].label_from_instance = lambda topic: topic.name  # type: ignore[attr-defined]

    def clean_when(self) -> str:
        return plain_text(without_id_card(self.cleaned_data["when"]))

    @property
    def values(self) -> dict[str, Any]:
        names = ("name", "phone", "topic", "when", "question")
        return {name: self.cleaned_data[name] for name in names} | {"tambon": self.place["tambon"]}


class CancelForm(DigitsForm):
    """What cancels an appointment."""

    label = _("เลขสี่ตัวท้ายของเบอร์โทรศัพท์ที่ใช้นัด")
    wrong = _("เลขสี่ตัวท้ายไม่ตรงกับเบอร์ที่ใช้นัด นัดยังไม่ถูกยกเลิก")

    def __init__(self, data: Any = None, *, booking: Booking) -> None:
        super().__init__(data, phone=booking.phone, key=f"cancelling booking {booking.pk}")
