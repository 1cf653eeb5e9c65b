"""The form by which a visitor asks: one field to fill in, two that may stay empty."""

from django import forms
from django.utils.translation import gettext_lazy as _

from center.lessons.models import LONGEST_QUESTION, Lesson
from center.visitors.forms import GuardedForm
from thai.django.forms import PhoneField, ThaiCharField, ThaiTextField
from thai.id_cards import find_id_cards


def form_name(lesson: Lesson) -> str:
    """The name that tokens of a lesson's form are signed with."""
    return f"question {lesson.pk}"


class QuestionForm(GuardedForm):
    """A question on a lesson. A form made for one lesson isn't taken for another."""

    text = ThaiTextField(
        label=_("คำถามของคุณ"),
        help_text=_("จำเป็นต้องกรอก ไม่ต้องเขียนชื่อหรือเบอร์โทรไว้ในคำถาม"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("กรุณากรอกคำถาม"),
            "max_length": _("คำถามยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง"),
        },
    )
    name = ThaiCharField(
        label=_("ชื่อที่ให้แสดง (ไม่บังคับ)"),
        help_text=_("แสดงบนเว็บพร้อมคำถาม ใช้ชื่อเล่นก็ได้"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("ชื่อยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง")},
    )
    phone = PhoneField(
        label=_("เบอร์โทรศัพท์ (ไม่บังคับ)"),
        help_text=_("ไม่แสดงบนเว็บ ใช้โทรกลับเรื่องคำถามนี้เท่านั้น ลบภายใน 90 วัน"),
        required=False,
    )

    def __init__(self, data=None, *, lesson: Lesson) -> None:
        super().__init__(data, form_name=form_name(lesson))
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        if data is not None:
            for name in ("text", "name"):
                self.data[name] = self.data.get(name, "").replace("\0", "")

    def clean_text(self) -> str:
        return _without_id_card(self.cleaned_data["text"])

    def clean_name(self) -> str:
        return _without_id_card(self.cleaned_data["name"])


def _without_id_card(text: str) -> str:
    """The text as it is. Raises ValidationError where it holds an ID-card number, so that none is ever stored."""
    if find_id_cards(text):
        raise forms.ValidationError(_("มีเลขบัตรประชาชน กรุณาลบออก เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน"))
    return text
