"""Sign-in pages that django-allauth lacks or that do more here."""

from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from center.access import devices, suspended
from center.access.forms import CodeForm
from center.access.models import RememberedDevice
from center.access.recency import is_recent, lead_to_confirmation
from center.access.users import signed_in_user


@never_cache
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """/admin/login/: redirects to the sign-in page, keeping `next`. 403 for signed-in users who aren't staff."""
    following = get_next_redirect_url(request) or reverse("admin:index")
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': following})}")
    if not request.user.is_staff:
        raise PermissionDenied
    return HttpResponseRedirect(following)


class CodeView(AuthenticateView):
    """The code after the password; remembers the device if the user ticked that."""

    def form_valid(self, form: CodeForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if form.cleaned_data["remember_device"]:
            devices.remember(self.request, response, self.stage.login.user)
        return response


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(ViewRecoveryCodesView):
    """The unused recovery codes, as a sheet to print."""

    extra_context = {"printed_at": timezone.localtime}


@login_required
@never_cache
def remembered_devices(request: HttpRequest) -> HttpResponse:
    """The user's remembered devices, each with a button to forget it."""
    user = signed_in_user(request)
    valid = RememberedDevice.objects.valid(timezone.now())
    rows = valid.filter(user=user, fingerprint=devices.fingerprint(user))
    return render(request, "account/devices.html", {"devices": rows, "this": devices.find(request, user)})


@login_required
@require_POST
def forget_device(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(RememberedDevice, pk=pk, user=request.user).delete()
    messages.success(request, _("เลิกจำเครื่องนั้นแล้ว ครั้งหน้าจะถามรหัสขั้นที่สองอีก"))
    return HttpResponseRedirect(reverse("account_devices"))


@login_required
@never_cache
@require_safe
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """After reauthentication: a form with the suspended post's fields, which the user submits. Changes nothing itself."""
    post = suspended.find(request, key)
    if post is None:
        return HttpResponseRedirect(reverse("admin:index"))
    if post.expired:
        suspended.discard(request, key)
        messages.warning(request, _("เกิน 10 นาทีแล้ว สิ่งที่ส่งไว้จึงยังไม่ได้ทำ โปรดทำใหม่อีกครั้ง"))
        return HttpResponseRedirect(post.address)
    if not is_recent(request):
        return lead_to_confirmation(request, request.get_full_path())
    signature = (suspended.SIGNATURE, suspended.sign(request, key, post))
    return render(request, "account/resume.html", {"post": post, "fields": [*post.fields, signature]})
