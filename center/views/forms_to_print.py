from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from center.forms_to_print import FORMS, USUAL, FormToPrint
from center.models import Document
from center.visitors.form_guard import from_another_site

ID_CARD_DIGITS = 13


# Without Django's CSRF token, so that no cookie is needed. The form's signed token and the browser's Origin header keep
# other sites from putting words onto our sheet; nothing else can be done here, since nothing is stored.
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, name: str) -> HttpResponse:
    """Fill one of our forms and get it back as a page for the printer. Nothing typed is stored, logged or cached.

    What wasn't filled in on this page within the last day comes back as the form, to be read before it is printed.
    """
    if name not in FORMS:
        raise Http404
    if request.method != "POST":
        return form_page(request, name, FORMS[name](initial=USUAL))
    form = FORMS[name](request.POST)
    if form.is_valid() and from_another_site(request):
        form.add_error(None, form.too_old)
    if form.is_valid() and "change" not in request.POST:
        response = render(request, "center/form_print.html", _context(name, form) | {"today": timezone.localdate()})
    else:
        response = form_page(request, name, form)
    return never_kept(response)


def form_page(request: HttpRequest, name: str, form: FormToPrint) -> HttpResponse:
    """The page on which a form is filled; its answer goes to the public address, wherever the page stands."""
    return render(request, "center/form_fill.html", _context(name, form))


def never_kept(response: HttpResponse) -> HttpResponse:
    """What somebody typed, or what staff know of somebody, stays in no cache, the browser's own included."""
    patch_cache_control(response, no_store=True, private=True)
    return response


def _context(name: str, form: FormToPrint) -> dict:
    address = reverse("pages:fill_form", args=[name])
    return {
        "form": form,
        "address": address,
        "page_address": settings.SITE_URL + address,
        "document": Document.objects.published().filter(on_the_web=name).order_by("pk").first(),
        "id_card_digits": range(ID_CARD_DIGITS),
    }
