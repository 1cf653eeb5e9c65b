"""Sign-in forms: django-allauth's with our labels, and codes that can be used only once."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.rate_limits import counting
from thai.digits import to_arabic
from thai.signs import as_typed

# A TOTP code is valid in its own 30 seconds and in the period before and after; rounded up.
CODE_LIFETIME = timedelta(seconds=120)

if TYPE_CHECKING:
    _CodeForm = Any  # django-allauth's forms have no types
else:
    _CodeForm = object


class SignInForm(LoginForm):
    """User name or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("ชื่อผู้ใช้หรืออีเมล"),
            max_length=254,
            widget=forms.TextInput(
                attrs={"id": "id_username", "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        self.order_fields(["login", "password", "remember"])
        plain(self, "password", _("รหัสผ่าน"))
        plain(self, "remember", _("ให้อยู่ในระบบต่อแม้ปิดเบราว์เซอร์ (ไม่เกิน 12 ชั่วโมง)"))

    def user_credentials(self) -> dict[str, str]:
        """As "username" only: the backend tries it as e-mail and as user name, but hashes the password only once."""
        credentials = {"username": self.cleaned_data["login"]}
        if password := self.cleaned_data.get("password"):
            credentials["password"] = password
        return credentials


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "password", _("รหัสผ่าน"))


class NewPasswordByMailForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "email", _("อีเมลที่แจ้งไว้กับระบบ"))


class NewPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "password1", _("รหัสผ่านใหม่"))
        plain(self, "password2", _("รหัสผ่านใหม่อีกครั้ง"))


class OneTime(_CodeForm):
    """Mixin for forms with a code: accepts Thai digits and spaces, and each code only once (no replay)."""

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(to_arabic(as_typed(self.cleaned_data["code"])).split())
        code = super().clean_code()
        now = timezone.now()
        if counting.add(f"code {code} of user {self.user.pk}", now=now, expires_at=now + CODE_LIFETIME).count > 1:
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OneTime, AuthenticateForm):
    """The code of the app, or a printed recovery code."""

    remember_device = forms.BooleanField(label=_("จำเครื่องนี้ 30 วัน ใช้เฉพาะเครื่องของสำนักงานหรือของท่านเอง"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_code(self, _("รหัสจากแอป หรือรหัสสำรอง"))


class CodeAgain(OneTime, CodeAgainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_code(self, _("รหัสจากแอป หรือรหัสสำรอง"))


class FirstCodeForm(OneTime, ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_code(self, _("รหัส 6 หลักที่แอปแสดง"))


def plain(form: forms.Form, name: str, label: Any) -> None:
    """Set our label; remove the placeholder, which repeats it, and the help text, for which the page has a link."""
    field = form.fields[name]
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)


def as_code(form: forms.Form, label: Any) -> None:
    plain(form, "code", label)
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20}
