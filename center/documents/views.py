from types import SimpleNamespace
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from center.documents.downloads import count_download
from center.documents.forms_to_print import FORMS, USUAL, FormToPrint
from center.documents.models import Document, DocumentCategory, DocumentVersion
from center.pictures.views import guard
from center.records.addresses import find_by_address, moved
from center.records.facets import search_of
from center.visitors.form_guard import from_another_site

DOCUMENTS_PER_PAGE = 20

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def document_list(request: HttpRequest) -> HttpResponse:
    """The library: found by title, code and purpose, by category."""
    search = search_of(request.GET)
    chosen = request.GET.get("category", "")
    shown = Q(documents__published_at__lte=Now())
    categories = [one for one in DocumentCategory.objects.annotate(shown=Count("documents", shown)) if one.shown]
    category = next((one for one in categories if str(one.pk) == chosen), None)
    found = Document.objects.published().containing(search).for_rows().order_by("sort_key", "pk")
    if category:
        found = found.filter(category=category)
    context = {
        "page": Paginator(found, DOCUMENTS_PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "category": category,
        "categories": [
            SimpleNamespace(value=one.pk, row=one, count=one.shown, selected=one == category) for one in categories
        ],
        "on_the_web": Document.OnTheWeb,
    }
    return render(request, "center/documents/document_list.html", context)


def document_detail(request: HttpRequest, address: str) -> HttpResponse:
    """What a document is for, who needs it, what to bring, its newest version and the earlier ones."""
    documents = Document.objects.published().select_related("category").prefetch_related("versions__preview")
    document = find_by_address(documents, address)
    if response := moved(request, document):
        return response
    current = document.current_version
    context = {
        "document": document,
        "current": current,
        "earlier": [version for version in document.published_versions if version != current],
    }
    return render(request, "center/documents/document_detail.html", context)


@require_safe
def document_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The newest version that is published and valid: an address one can print on a poster.

    Where no version is valid today, the document's page, which says so.
    """
    document = get_object_or_404(Document.objects.published().for_rows(), pk=pk)
    if document.current_version is None:
        return redirect(document)
    return _hand_out(request, document.current_version)


@require_safe
def version_download(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One certain version of a published document, superseded or not."""
    document = get_object_or_404(Document.objects.published(), pk=pk)
    return _hand_out(request, get_object_or_404(document.versions.published(), number=number))


def _hand_out(request: HttpRequest, version: DocumentVersion) -> HttpResponseBase:
    """The file as a download, counted. Whoever has it already (If-None-Match) isn't counted."""
    etag = f'"{version.sha256[:32]}"'
    response = get_conditional_response(request, etag)
    if response is None:
        response = file_response(version)
        count_download(request, version)
    response["ETag"] = etag
    # Kept, but asked for each time: the same address gives another file once a new version is out.
    response["Cache-Control"] = "public, no-cache"
    guard(response)
    return response


def file_response(version: DocumentVersion) -> FileResponse:
    """A version's file, to be saved and never shown, under the name it was sent in with. 404 where the file is gone."""
    try:
        file = default_storage.open(version.file.name)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=CONTENT_TYPES[version.kind])
    # RFC 6266: first a name for whoever reads no other, then the true one in UTF-8.
    plain = f"document-{version.document_id}-{version.number}.{version.kind}"
    name = quote(version.original_name, safe="")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"
    # Says to the compressing middleware that there is nothing left to squeeze out: all three kinds are packed already.
    response["Content-Encoding"] = "identity"
    guard(response)
    return response


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
        response = render(
            request, "center/documents/form_print.html", _context(name, form) | {"today": timezone.localdate()}
        )
    else:
        response = form_page(request, name, form)
    return never_kept(response)


def form_page(request: HttpRequest, name: str, form: FormToPrint) -> HttpResponse:
    """The page on which a form is filled; its answer goes to the public address, wherever the page stands."""
    return render(request, "center/documents/form_fill.html", _context(name, form))


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
