"""Base classes of the forms that visitors send without an account."""

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from center.visitors import form_guard
from thai.django.forms import PhoneField
from thai.id_cards import find_id_cards

# A Thai consonant carries at most a vowel and two marks; a letter of another script seldom more.
MOST_MARKS = 3


class SignedForm(forms.Form):
    """A form with a signed token in a hidden field: the form's name, and when its page was rendered.

    form_name: identifies the form within the site, with the id of its subject if there is one ("question 12"). A form
    with errors keeps its values, and its token as long as that is valid; an invalid token is replaced by a new one. After
    validation form_key is the token's random key.
    """

    # Submissions at most this many seconds after rendering are refused; 0: not checked.
    fastest: ClassVar[int] = 0
    too_fast = _("ส่งเร็วเกินไป กรุณารอสักครู่แล้วกดส่งอีกครั้ง")
    too_old = _("หน้านี้เปิดไว้นานเกินไป กรุณากดส่งอีกครั้ง")

    token = forms.CharField(required=False, widget=forms.HiddenInput)

    data: QueryDict  # if bound

    def __init__(self, data: QueryDict | None = None, *args: Any, form_name: str, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.form_name = form_name
        self.form_key = ""
        if data is None:
            self.fields["token"].initial = form_guard.new_token(form_name)
        else:
            self.data = data.copy()

    def clean(self) -> dict[str, Any]:
        """Check the token; its error is reported only if there are no others."""
        cleaned = super().clean() or self.cleaned_data
        try:
            self.form_key = form_guard.read_token(
                self.cleaned_data.get("token", ""), self.form_name, fastest=self.fastest
            )
        except form_guard.TooFast:
            self._refuse(str(self.too_fast))
        except form_guard.TooOld:
            self.data[self.add_prefix("token")] = form_guard.new_token(self.form_name)
            self._refuse(str(self.too_old))
        return cleaned

    def _refuse(self, message: str) -> None:
        if not self.errors:
            raise forms.ValidationError(message)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """All errors, each with the id of its field (empty for the form's own errors)."""
        return [
            ("" if name == "__all__" else self[name].id_for_label, str(error))
            for name, errors in self.errors.items()
            for error in errors
        ]


class GuardedForm(SignedForm):
    """A form that writes something, protected from spam by its token, a honeypot field and rate limits.

    The template includes `center/visitors/_form_guard.html` inside the form. form_key goes into a unique column of the
    created row, so that submitting a form twice creates one row. The view:

        form = QuestionForm(request.POST, about=lesson)
        if form.is_valid() and form.may_be_sent(request, kind="question", rows=Question.objects):
            ask(form_key=form.form_key, ...)
            return redirect(...)
        return render(..., status=422)
    """

    fastest = 3

    # Honeypot: programs fill in every field. The error message is for people whose browser filled it in.
    website = forms.CharField(
        label=_("เว้นช่องนี้ว่างไว้"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("website") and not self.errors:
            self.data[self.add_prefix("website")] = ""
            raise forms.ValidationError(_("มีข้อความในช่องที่ต้องเว้นว่าง ระบบล้างช่องนั้นให้แล้ว กรุณากดส่งอีกครั้ง"))
        return super().clean()

    def may_be_sent(self, request: HttpRequest, *, kind: str, rows: models.Manager[Any]) -> bool:
        """Count the valid form against the rate limits; above one of them the form says so, and this is False.

        rows: those that such forms create. A form that has created its row is not counted again. Writes; call it outside a
        transaction.
        """
        if rows.filter(form_key=self.form_key).exists():
            return True
        try:
            form_guard.count_attempt(request, kind=kind, phone=self.cleaned_data.get("phone"))
        except forms.ValidationError as refusal:
            self.add_error(None, refusal)
            return False
        return True


class MattersForm(forms.Form):
    """The number of a matter and the phone number given with it, in any spelling."""

    number = forms.CharField(
        label=_("เลขที่"),
        help_text=_("เลขที่นัด ลงทะเบียน คำขอ หรือเรื่อง เช่น 4821"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("กรุณากรอกเลขที่"), "max_length": _("เลขที่ยาวเกินไป")},
    )
    phone = PhoneField(
        label=_("เบอร์โทรศัพท์ที่ใช้"),
        help_text=_("เบอร์ที่ให้ไว้ตอนนัด ลงทะเบียน ส่งคำขอ หรือยื่นเรื่อง"),
        error_messages={"required": _("กรุณากรอกเบอร์โทรศัพท์")},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(
            {name: data.get(name, "")[:100].replace("\0", "") for name in self.base_fields} if data else data
        )


def without_id_card(text: str) -> str:
    """The text as it is. Raises ValidationError where it holds an ID-card number, so that none is ever stored."""
    if find_id_cards(text):
        raise forms.ValidationError(_("มีเลขบัตรประชาชน กรุณาลบออก เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน"))
    return text


def plain_text(text: str) -> str:
    """The text as it is.

    Raises ValidationError for characters that were lost (NUL is one once its page was shown again), and where marks are
    piled upon letters, which covers the lines around it.
    """
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise forms.ValidationError(_("มีตัวอักษรที่อ่านไม่ได้ กรุณาพิมพ์ใหม่"))
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > MOST_MARKS:
            raise forms.ValidationError(_("มีสระหรือวรรณยุกต์ซ้อนกันมากเกินไป กรุณาพิมพ์ใหม่"))
    return text


def person_name(text: str) -> str:
    """A person's name as it is: letters, digits, spaces and a few signs.

    Raises ValidationError for emoji and other symbols, for addresses of websites, and where there are no two letters.
    """
    plain_text(text)
    letters = sum(character.isalpha() for character in text)
    odd = any(unicodedata.category(character)[0] in "SC" for character in text)
    if letters < 2 or odd or re.search(r"://|www\.|[<>@]", text):
        raise forms.ValidationError(_("กรุณากรอกชื่อ-นามสกุลเป็นตัวอักษร ไม่ใช้สัญลักษณ์หรืออีโมจิ"))
    return text
