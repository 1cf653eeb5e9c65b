"""Database constraints of documents and announcements, checked without forms."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from center.documents.models import DocumentDownloads, DocumentPreview, DocumentVersion
from center.news.models import AnnouncementPicture
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import make_announcement, make_document, make_document_version

pytestmark = pytest.mark.django_db

PICTURE = {"original": "originals/a.jpg", "width": 4, "height": 3, "renditions": [{"name": "a"}]}


def second_version(**fields) -> DocumentVersion:
    """An unsaved second version of a document; same: fields it has in common with the first."""
    first = make_document_version(make_document())
    shared = {name: getattr(first, name) for name in fields.pop("same")}
    given = {"number": 2, "sha256": "f" * 64, "file": "documents/y.pdf", "original_name": "b.pdf", "kind": "pdf"}
    return DocumentVersion(**{"document": first.document, "size": 1} | given | shared)


def second_count() -> DocumentDownloads:
    version = make_document_version(make_document())
    DocumentDownloads.objects.create(version=version, day=date(2026, 11, 1), count=1)
    return DocumentDownloads(version=version, day=date(2026, 11, 1), count=2)


def second_preview() -> DocumentPreview:
    version = make_document_version(make_document())
    DocumentPreview.objects.create(version=version, decorative=True, **PICTURE)
    return DocumentPreview(version=version, decorative=True, **PICTURE)


def ends_before_it_begins() -> DocumentVersion:
    version = make_document_version(make_document())
    return altered(version, valid_from=date(2026, 10, 2), valid_until=date(2026, 10, 1))


def second_with_the_key(make):
    make(source_key="demo:one")
    return altered(make(), source_key="demo:one")


VIOLATIONS: Violations = {
    "one_version_of_a_number": [lambda: second_version(same=["number"])],
    "a_version_differs_from_the_others": [lambda: second_version(same=["sha256"])],
    "version_ends_after_it_begins": [ends_before_it_begins],
    "downloads_counted_once_a_day": [second_count],
    "center.DocumentPreview.version": [second_preview],
    "center.Document.source_key": [lambda: second_with_the_key(make_document)],
    "center.Announcement.source_key": [lambda: second_with_the_key(make_announcement)],
    "call_has_a_deadline": [lambda: altered(make_announcement(), kind="call")],
    "announcement_expires_after_publishing": [
        lambda: altered(make_announcement(), expires_at=timezone.now() - timedelta(days=2))
    ],
    "center_documentpreview_alt_or_decorative": [
        lambda: DocumentPreview(version=make_document_version(make_document()), **PICTURE)
    ],
    "center_announcementpicture_alt_or_decorative": [
        lambda: AnnouncementPicture(announcement=make_announcement(), **PICTURE)
    ],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_and_the_form_refuse(constraint, violation):
    check_refusal(constraint, violation)
