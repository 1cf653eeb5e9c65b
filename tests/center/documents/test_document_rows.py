"""A document's row in the list is rendered once and kept under all that it prints."""

import pytest

from center.documents.models import Document, DocumentCategory, DocumentVersion
from tests.factories import make_document


def loaded() -> Document:
    """A document as for_rows() loads it."""
    document = Document(
        pk=5,
        name_th="คำขอ",
        name_en="Request",
        code="OTOP-01",
        purpose_th="ใช้ขอ",
        purpose_en="For",
        category=DocumentCategory(name_th="แบบฟอร์ม", name_en="Forms"),
    )
    document.current_version = DocumentVersion(number=2, kind="pdf", size=1000)
    return document


@pytest.mark.parametrize(
    "change",
    [
        *(
            lambda document, name=name: setattr(document, name, "99")
            for name in ("pk", "name_th", "name_en", "code", "purpose_th", "purpose_en")
        ),
        lambda document: setattr(document.category, "name_th", "อื่น"),
        lambda document: setattr(document.category, "name_en", "Others"),
        lambda document: setattr(document.current_version, "kind", "docx"),
        lambda document: setattr(document.current_version, "size", 2000),
        lambda document: setattr(document.current_version, "number", 3),
        lambda document: setattr(document, "current_version", None),
    ],
)
def test_a_row_is_kept_under_all_that_it_prints(change):
    changed = loaded()
    change(changed)

    assert loaded().row_values == loaded().row_values != changed.row_values


@pytest.mark.django_db
def test_a_change_shows_in_the_list(client):
    document = make_document(name_th="คำขอขึ้นทะเบียน")
    assert "คำขอขึ้นทะเบียน" in client.get("/documents/").content.decode()

    Document.objects.filter(pk=document.pk).update(name_th="คำขอใหม่")

    page = client.get("/documents/").content.decode()
    assert "คำขอใหม่" in page
    assert "คำขอขึ้นทะเบียน" not in page
