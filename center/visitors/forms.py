"""Bases of the forms that visitors send without an account."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from center.visitors import form_guard


class SignedForm(forms.Form):
    """A form with a signed token in a hidden field: which form it is, and when its page was made.

    form_name tells the forms of the site apart, with the id of what it is about where there is one ("question 12").
    Whatever is wrong, what was typed stays in the form. A token that is still good stays too, so that its time runs
    on; any other is replaced by a new one. After a form was found valid, form_key is the random key of its page.
    """

    # Seconds between making the page and sending it that no person is faster than; 0 where that doesn't matter.
    fastest: ClassVar[int] = 0
    too_fast = _("ส่งเร็วเกินไป กรุณารอสักครู่แล้วกดส่งอีกครั้ง")
    too_old = _("หน้านี้เปิดไว้นานเกินไป กรุณากดส่งอีกครั้ง")

    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *args, form_name: str, **kwargs) -> None:
        super().__init__(data, *args, **kwargs)
        self.form_name = form_name
        self.form_key = ""
        if data is None:
            self.fields["token"].initial = form_guard.new_token(form_name)
        else:
            self.data = self.data.copy()

    def clean(self) -> dict:
        """The guard speaks only where nothing else is wrong: one sentence at a time is enough."""
        cleaned = super().clean()
        try:
            self.form_key = form_guard.read_token(
                self.cleaned_data.get("token", ""), self.form_name, fastest=self.fastest
            )
        except form_guard.TooFast:
            self._refuse(self.too_fast)
        except form_guard.TooOld:
            self.data[self.add_prefix("token")] = form_guard.new_token(self.form_name)
            self._refuse(self.too_old)
        return cleaned

    def _refuse(self, sentence: str) -> None:
        if not self.errors:
            raise forms.ValidationError(sentence)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Everything that is wrong, each with the id of its field (empty for the form as a whole)."""
        return [
            ("" if name == "__all__" else self[name].id_for_label, error)
            for name, errors in self.errors.items()
            for error in errors
        ]


class GuardedForm(SignedForm):
    """A form whose sending writes something: guarded by its token, a field that people don't see, and counting.

    The template includes `center/visitors/_form_guard.html` inside the form. form_key goes into a unique column of
    the row that is made, so that sending a form twice makes one row. The view counts:

        form = QuestionForm(request.POST, lesson=lesson)
        if form.is_valid():
            try:
                if not Question.objects.filter(form_key=form.form_key).exists():  # sent twice counts once
                    count_attempt(request, kind="question", phone=form.cleaned_data["phone"])
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                ask(form_key=form.form_key, ...)
                return redirect(...)
        return render(..., status=422)
    """

    fastest = 3

    # A program that fills in every field it finds is refused; a browser that does so gets to know of it.
    website = forms.CharField(
        label=_("เว้นช่องนี้ว่างไว้"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean(self) -> dict:
        if self.cleaned_data.get("website") and not self.errors:
            self.data[self.add_prefix("website")] = ""
            raise forms.ValidationError(_("มีข้อความในช่องที่ต้องเว้นว่าง ระบบล้างช่องนั้นให้แล้ว กรุณากดส่งอีกครั้ง"))
        return super().clean()
