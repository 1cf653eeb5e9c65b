"""The form for visitors' questions on a lesson, or about another row."""

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from center.lessons.models import KEPT, LONGEST_QUESTION
from center.visitors.forms import GuardedForm, without_id_card
from thai.django.forms import PhoneField, ThaiCharField, ThaiTextField


def form_name(about: Model) -> str:
    """The name that the tokens of the form about a row are signed with."""
    return f"question {about._meta.label_lower} {about.pk}"


class QuestionForm(GuardedForm):
    """A question on a lesson. The token of one row's form isn't valid for another row."""

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
        help_text=format_lazy(_("ไม่แสดงบนเว็บ ใช้โทรกลับเรื่องคำถามนี้เท่านั้น ลบภายใน {days} วัน"), days=KEPT.days),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, about: Model) -> None:
        if data is not None:
            data = data.copy()
            for name in ("text", "name"):
                data[name] = data.get(name, "").replace("\0", "")
        super().__init__(data, form_name=form_name(about))
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"

    @property
    def values(self) -> dict[str, str]:
        """What to ask with, after the form was found valid."""
        return {name: self.cleaned_data[name] for name in ("text", "name", "phone")}

    def clean_text(self) -> str:
        return without_id_card(self.cleaned_data["text"])

    def clean_name(self) -> str:
        return without_id_card(self.cleaned_data["name"])
