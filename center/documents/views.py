from types import SimpleNamespace
from typing import Any
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
from center.documents.forms_to_print import FORMS, INITIAL, FormToPrint
from center.documents.models import Document, DocumentCategory, DocumentVersion
from center.pictures.views import guard
from center.records.addresses import find_by_address, moved
from center.records.cached_pages import cached_page
from center.records.facets import search_of
from center.visitors.form_guard import from_another_site

DOCUMENTS_PER_PAGE = 20

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@cached_page("category", "page")
def document_list(request: HttpRequest) -> HttpResponse:
    """All documents, searched by title, code and purpose, filtered by category."""
    search = search_of(request.GET)
    chosen = request.GET.get("category", "")
    published = Count("documents", Q(documents__published_at__lte=Now()))
    # Ordered here, since Django leaves Meta.ordering out of queries with GROUP BY.
    categories = DocumentCategory.objects.annotate(published=published).filter(published__gt=0)
    categories = categories.order_by("position", "sort_key")
    selected = next((category for category in categories if str(category.pk) == chosen), None)
    documents = Document.objects.published().containing(search).for_rows().order_by("sort_key", "pk")
    if selected:
        documents = documents.filter(category=selected)
    context = {
        "page": Paginator(documents, DOCUMENTS_PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "category": selected,
        "categories": [
            SimpleNamespace(value=category.pk, row=category, count=category.published, selected=category == selected)
            for category in categories
        ],
        "on_the_web": Document.OnTheWeb,
    }
    return render(request, "center/documents/document_list.html", context)


@cached_page()
def document_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """A document: its purpose, who needs it, what to bring, its current version and the other published ones."""
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
    """The newest published and valid version. The address never changes, so it can be printed.

    Redirects to the document's page if no version is valid today.
    """
    document = get_object_or_404(Document.objects.published().for_rows(), pk=pk)
    if document.current_version is None:
        return redirect(document)
    return _download(request, document.current_version)


@require_safe
def version_download(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A given version of a published document, superseded or not."""
    document = get_object_or_404(Document.objects.published(), pk=pk)
    return _download(request, get_object_or_404(document.versions.published(), number=number))


def _download(request: HttpRequest, version: DocumentVersion) -> HttpResponseBase:
    """The file as a counted download, or 304 (not counted) for an If-None-Match with its hash."""
    etag = f'"{version.sha256[:32]}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag)
    if response is None:
        response = file_response(version)
        count_download(request, version)
    response["ETag"] = etag
    # Revalidate every time: the same address serves another file once there is a new version.
    response["Cache-Control"] = "public, no-cache"
    guard(response)
    return response


def file_response(version: DocumentVersion) -> FileResponse:
    """A version's file as an attachment under its original name. Raises Http404 if it is missing in the storage."""
    try:
        file = default_storage.open(version.file.name or "")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=CONTENT_TYPES[version.kind])
    # RFC 6266: an ASCII fallback, then the original name in UTF-8.
    fallback = f"document-{version.document_id}-{version.number}.{version.kind}"
    name = quote(version.original_name, safe="")
    response["Content-Disposition"] = f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{name}"
    # Keeps the compression middleware off: PDF and Office files are compressed already.
    response["Content-Encoding"] = "identity"
    guard(response)
    return response


ID_CARD_DIGITS = 13


# No CSRF token, so that no cookie is set. The signed token of the form and the Origin header keep other websites from
# printing text on the center's sheet; there is nothing else to forge, since nothing is stored.
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, name: str) -> HttpResponse:
    """A form to fill in; a valid POST returns it as a page for printing. Nothing typed is stored, logged or cached.

    A POST without a token of this form from the last day returns the filled-in form to be checked and sent again.
    """
    if name not in FORMS:
        raise Http404
    if request.method != "POST":
        return form_page(request, name, FORMS[name](initial=INITIAL))
    form = FORMS[name](request.POST)
    if form.is_valid() and from_another_site(request):
        form.add_error(None, form.too_old)
    if form.is_valid() and "change" not in request.POST:
        response = render(
            request, "center/documents/form_print.html", _context(name, form) | {"today": timezone.localdate()}
        )
    else:
        response = form_page(request, name, form)
    return no_store(response)


def form_page(request: HttpRequest, name: str, form: FormToPrint) -> HttpResponse:
    """The page to fill in a form. It posts to the public address, also when staff open it in the admin."""
    return render(request, "center/documents/form_fill.html", _context(name, form))


def no_store(response: HttpResponse) -> HttpResponse:
    """Keep a page with personal data out of every cache, including the browser's."""
    patch_cache_control(response, no_store=True, private=True)
    return response


def _context(name: str, form: FormToPrint) -> dict[str, Any]:
    address = reverse("pages:fill_form", args=[name])
    return {
        "form": form,
        "address": address,
        "page_address": settings.SITE_URL + address,
        "document": Document.objects.published().filter(on_the_web=name).order_by("pk").first(),
        "id_card_digits": range(ID_CARD_DIGITS),
    }
