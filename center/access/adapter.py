"""Adapters for django-allauth: our rate limits, messages and rules."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from center.access import second_factor
from center.access.models import User
from center.access.recency import is_recent
from center.access.throttling import Attempt, remember_success
from center.rate_limits.addresses import client_address

WRONG = _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")


class StaffAccounts(DefaultAccountAdapter):
    """Sign-in with our own rate limits. Managers create the accounts in the staff site; there is no sign-up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": _("รหัสผ่านไม่ถูกต้อง"),
        "too_many_login_attempts": _("ลองหลายครั้งเกินไป กรุณารอ 15 นาทีแล้วลองใหม่"),
        "rate_limited": _("ลองหลายครั้งเกินไป กรุณารอ 15 นาทีแล้วลองใหม่"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    # --- Rate limits ---

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raise ValidationError without checking the password during a pause; the same for unknown user names."""
        self.attempt = Attempt(request, credentials.get("username") or credentials.get("email") or "")
        if minutes := self.attempt.wait():
            raise ValidationError(
                ngettext(
                    "ลองหลายครั้งเกินไป กรุณารอ %(minutes)d นาทีแล้วลองใหม่",
                    "ลองหลายครั้งเกินไป กรุณารอ %(minutes)d นาทีแล้วลองใหม่",
                    minutes,
                ),
                code="too_many",
                params={"minutes": minutes},
            )
        self.attempt.begin()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user:
            self.attempt.succeeded()
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_success(request, response, user)
        return response

    # --- Second factor and reauthentication ---

    def get_login_stages(self) -> list[str]:
        return ["center.access.second_factor.CodeStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not is_recent(self.request)

    # --- Mail ---

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail uses SITE_URL, since the request's Host header can't be trusted."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))


class StaffSecondFactor(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("บัญชีที่จัดการผู้ใช้ได้ต้องมีการยืนยันตัวสองขั้น จึงยกเลิกไม่ได้"),
        "incorrect_code": _("รหัสไม่ถูกต้อง หรือใช้ไปแล้ว รอรหัสใหม่ในแอปแล้วลองอีกครั้ง"),
    }

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not second_factor.is_required(authenticator.user)
