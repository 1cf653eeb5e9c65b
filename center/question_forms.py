"""The form by which a visitor asks: one field to fill in, two that may stay empty, one that nobody sees."""

from django import forms
from django.utils.translation import gettext_lazy as _

from center import questions
from center.models import Lesson
from center.models.lesson import LONGEST_QUESTION
from thai.django.forms import PhoneField, ThaiCharField, ThaiTextField
from thai.id_cards import find_id_cards


class QuestionForm(forms.Form):
    """Keeps what was typed whatever is wrong. A token that is still good stays, so that its time runs on."""

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
    # What fills in every field it finds is no visitor; a browser that does so gets to hear of it.
    website = forms.CharField(
        label=_("เว้นช่องนี้ว่างไว้"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, lesson: Lesson) -> None:
        super().__init__(data)
        self.lesson = lesson
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        self.form_key = ""
        if data is not None:
            self.data = data.copy()
            for name in ("text", "name"):
                self.data[name] = self.data.get(name, "").replace("\0", "")
        else:
            self.initial["token"] = questions.new_form_token(lesson)

    def clean(self) -> dict:
        """The guards against machines speak only where nothing else is wrong: one sentence at a time is enough."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned.get("website"):
            self.data["website"] = ""
            raise forms.ValidationError(_("มีข้อความในช่องที่ต้องเว้นว่าง ระบบล้างช่องนั้นให้แล้ว กรุณากดส่งอีกครั้ง"))
        try:
            self.form_key = questions.read_form_token(cleaned["token"], self.lesson)
        except questions.TooFast:
            raise forms.ValidationError(_("ส่งเร็วเกินไป กรุณารอสักครู่แล้วกดส่งอีกครั้ง")) from None
        except questions.TooOld:
            self.data["token"] = questions.new_form_token(self.lesson)
            raise forms.ValidationError(_("หน้านี้เปิดไว้นานเกินไป กรุณากดส่งอีกครั้ง")) from None
        return cleaned

    def clean_text(self) -> str:
        return _without_id_card(self.cleaned_data["text"])

    def clean_name(self) -> str:
        return _without_id_card(self.cleaned_data["name"])

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Everything that is wrong, each with the id of its field (empty for the form as a whole)."""
        return [
            ("" if name == "__all__" else self[name].id_for_label, error)
            for name, errors in self.errors.items()
            for error in errors
        ]


def _without_id_card(text: str) -> str:
    """The text as it is. Raises ValidationError where it holds an ID-card number, so that none is ever stored."""
    if find_id_cards(text):
        raise forms.ValidationError(_("มีเลขบัตรประชาชน กรุณาลบออก เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน"))
    return text
