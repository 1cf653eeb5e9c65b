"""Adding versions to documents, and finding versions with the same file."""

import uuid
from datetime import date

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.documents.checking import CheckedDocument, check
from center.documents.models import Document, DocumentPreview, DocumentVersion
from center.pictures.taking import replace_file

FOLDER = "documents/"


def add_version(
    *,
    document: Document,
    file: "File[bytes] | CheckedDocument",
    valid_from: date | None = None,
    valid_until: date | None = None,
    changed_th: str = "",
    changed_en: str = "",
) -> DocumentVersion:
    """Add the next version to a document, published at once; earlier versions stay as they are.

    Stores the file under a random name and, for a PDF, a picture of its first page. Raises DocumentRefused, with nothing
    stored, and IntegrityError if the document already has this file (check `same_file` first).
    """
    checked = file if isinstance(file, CheckedDocument) else check(file=file)
    name = default_storage.save(f"{FOLDER}{uuid.uuid4()}.{checked.kind}", ContentFile(checked.content))
    try:
        with transaction.atomic():
            # Row lock: concurrent calls get different version numbers.
            Document.objects.select_for_update().get(pk=document.pk)
            last = DocumentVersion.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
            version = DocumentVersion.objects.create(
                document=document,
                number=last + 1,
                file=name,
                original_name=checked.original_name,
                kind=checked.kind,
                size=checked.size,
                sha256=checked.sha256,
                pages=checked.pages,
                valid_from=valid_from,
                valid_until=valid_until,
                changed_th=changed_th,
                changed_en=changed_en,
                published_at=timezone.now(),
            )
    except BaseException:
        default_storage.delete(name)
        raise
    if checked.first_page:
        preview = DocumentPreview(version=version, decorative=True)
        replace_file(picture=preview, file=checked.first_page)
        preview.save()
    return version


def same_file(*, sha256: str) -> QuerySet[DocumentVersion]:
    """Versions of any document whose file has this hash."""
    return DocumentVersion.objects.filter(sha256=sha256).select_related("document").order_by("document_id", "number")


def describe_same(version: DocumentVersion) -> str:
    """A message for staff naming the version with the same file."""
    return _("ไฟล์นี้เหมือนกันทุกไบต์กับ “%(document)s” ฉบับที่ %(number)d") % {
        "document": version.document.name,
        "number": version.number,
    }
