"""The forms of signing in, in the portal's words."""

from datetime import timedelta

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

# A code is good in its own half minute and in the one before and after.
CODE_LIVES = timedelta(seconds=120)


class SignInForm(LoginForm):
    """User name or e-mail, and the password."""

    def __init__(self, *args, **kwargs) -> None:
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

    def user_credentials(self) -> dict:
        """One name for both: the backend tries it as e-mail and as user name with one look at the password."""
        credentials = {"username": self.cleaned_data["login"]}
        if password := self.cleaned_data.get("password"):
            credentials["password"] = password
        return credentials


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "password", _("รหัสผ่าน"))


class NewPasswordByMailForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "email", _("อีเมลที่แจ้งไว้กับระบบ"))


class NewPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "password1", _("รหัสผ่านใหม่"))
        plain(self, "password2", _("รหัสผ่านใหม่อีกครั้ง"))


class OneTime:
    """Before a form with a code: Thai digits and spaces are as good as any, and a code is taken once."""

    def clean_code(self) -> str:
        self.cleaned_data["code"] = to_arabic(self.cleaned_data["code"]).replace(" ", "")
        code = super().clean_code()
        now = timezone.now()
        if counting.add(f"code {code} of user {self.user.pk}", now=now, expires_at=now + CODE_LIVES).count > 1:
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OneTime, AuthenticateForm):
    """The code of the app, or one of the printed ones."""

    remember_device = forms.BooleanField(label=_("จำเครื่องนี้ 30 วัน ใช้เฉพาะเครื่องของสำนักงานหรือของท่านเอง"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        as_code(self, _("รหัสจากแอป หรือรหัสสำรอง"))


class CodeAgain(OneTime, CodeAgainForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        as_code(self, _("รหัสจากแอป หรือรหัสสำรอง"))


class FirstCodeForm(OneTime, ActivateTOTPForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        as_code(self, _("รหัส 6 หลักที่แอปแสดง"))


def plain(form: forms.Form, name: str, label) -> None:
    """Our label; no placeholder, which would repeat it, and no help text: the page has its own link for that."""
    field = form.fields[name]
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)


def as_code(form: forms.Form, label) -> None:
    plain(form, "code", label)
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20}
