"""The form by which a buyer asks about a product whose producer shows no phone."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from center.lessons.forms import QuestionForm
from center.lessons.models import KEPT, LONGEST_QUESTION
from thai.django.forms import PhoneField, ThaiCharField, ThaiTextField


class ProductQuestionForm(QuestionForm):
    """Staff pass the question on to the producer, who calls back; nothing of it is published."""

    text = ThaiTextField(
        label=_("อยากถามหรือสั่งอะไร"),
        help_text=_("เช่น อยากได้ 50 ห่อ วันที่ 15 ส่งได้ไหม"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("กรุณากรอกคำถาม"),
            "max_length": _("คำถามยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง"),
        },
    )
    name = ThaiCharField(
        label=_("ชื่อของคุณ (ไม่บังคับ)"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("ชื่อยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง")},
    )
    phone = PhoneField(
        label=_("เบอร์โทรศัพท์ที่โทรกลับได้"),
        help_text=format_lazy(_("ไม่แสดงบนเว็บ ให้ผู้ผลิตโทรกลับเรื่องนี้เท่านั้น ลบภายใน {days} วัน"), days=KEPT.days),
        error_messages={"required": _("กรุณากรอกเบอร์โทรศัพท์ ผู้ผลิตจะได้โทรกลับ")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
