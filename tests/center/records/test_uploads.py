"""Uploads in the staff site are processed before the transaction that saves the result."""

import io
import threading

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from center.documents import admin as document_admin
from center.lessons.models import Lesson, LessonPicture
from center.pictures import forms as picture_forms
from center.records.search import Synonym
from tests.center.documents.pdf_making import make_pdf
from tests.center.documents.test_documents import sent as document_form
from tests.factories import make_document, make_lesson, make_staff, make_user

CHECKS = {"document": (document_admin, "check"), "pictures": (picture_forms, "prepare")}


def photo() -> ContentFile:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(written, "JPEG")
    return ContentFile(written.getvalue(), "a.jpg")


def two_pictures(**files: ContentFile) -> dict:
    words = {"pictures-TOTAL_FORMS": 2, "pictures-INITIAL_FORMS": 0}
    words |= {f"pictures-{row}-alt_th": "รูป" for row in "01"} | {f"pictures-{row}-position": "0" for row in "01"}
    return words | {f"pictures-{row}-upload": file for row, file in zip("01", files.values(), strict=True)}


def lesson_form(lesson: Lesson, **fields) -> dict:
    unchanged = {name: getattr(lesson, name) for name in ("name_th", "summary_th", "done_th", "learned_th", "by_th")}
    return unchanged | fields


def addressed(kind: str) -> tuple[str, dict]:
    """A change form with uploads: a document's new version, or two pictures in a lesson's inline."""
    if kind == "document":
        document = make_document()
        file = ContentFile(make_pdf(title="new"), name="แบบ.pdf")
        return reverse("admin:center_document_change", args=[document.pk]), document_form(document, new_file=file)
    lesson = make_lesson()
    rows = two_pictures(one=photo(), two=photo())
    return reverse("admin:center_lesson_change", args=[lesson.pk]), lesson_form(lesson, **rows)


@pytest.fixture
def processed(monkeypatch) -> list[bool]:
    """For each processed file: whether a transaction was open."""
    seen = []

    def looking(real):
        def look(*, file):
            seen.append(connection.in_atomic_block)
            return real(file=file)

        return look

    for module, name in CHECKS.values():
        monkeypatch.setattr(module, name, looking(getattr(module, name)))
    return seen


@pytest.mark.django_db(transaction=True)
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(("kind", "files"), [("document", 1), ("pictures", 2)])
def test_each_upload_is_processed_once_outside_of_any_transaction(client, processed, kind, files):
    client.force_login(make_staff())
    address, sent = addressed(kind)
    assert client.post(address, sent).status_code == 302
    assert processed == [False] * files


@pytest.mark.django_db(transaction=True)
@pytest.mark.ignore_template_errors
def test_a_new_row_s_uploads_too(client, processed):
    client.force_login(make_staff())
    sent = document_form(make_document(), new_file=ContentFile(make_pdf(title="new"), name="a.pdf"))
    assert client.post(reverse("admin:center_document_add"), sent).status_code == 302
    assert processed == [False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("kind", CHECKS)
def test_others_can_write_while_a_file_is_processed(client, monkeypatch, kind):
    """Another connection's write ends before the processing does."""
    module, name = CHECKS[kind]
    real, waited = getattr(module, name), []

    def write():
        Synonym.objects.create(words=f"มะม่วง, mango {len(waited)}")
        connection.close()

    def look(*, file):
        other = threading.Thread(target=write)
        other.start()
        other.join(timeout=5)
        waited.append(other.is_alive())
        return real(file=file)

    monkeypatch.setattr(module, name, look)
    client.force_login(make_staff())
    address, sent = addressed(kind)
    assert client.post(address, sent).status_code == 302
    assert waited and not any(waited)


@pytest.mark.django_db(transaction=True)
@pytest.mark.ignore_template_errors
def test_a_refusal_stands_at_its_field_and_is_found_once(client, processed):
    client.force_login(make_staff())
    lesson = make_lesson()
    rows = two_pictures(good=photo(), bad=ContentFile(b"no picture", "b.jpg"))
    answer = client.post(reverse("admin:center_lesson_change", args=[lesson.pk]), lesson_form(lesson, **rows))
    shown = answer.context["inline_admin_formsets"][0].formset
    assert [list(errors) for errors in shown.errors[:2]] == [[], ["upload"]]
    assert "ไฟล์นี้ไม่ใช่รูปที่ใช้ได้" in answer.content.decode()
    assert processed == [False, False]
    assert not LessonPicture.objects.exists()


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("permissions", [[], ["view_lesson"], ["view_lesson", "add_lesson"]])
def test_nothing_is_processed_without_permission(client, processed, permissions):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    assert client.post(*addressed("pictures")).status_code == 403
    assert processed == []


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("initial", [0, 1])
def test_nor_for_who_may_change_the_lesson_and_only_see_its_pictures(client, processed, initial):
    user = make_user(is_staff=True)
    may = ["view_lesson", "change_lesson", "view_lessonpicture"]
    user.user_permissions.set(Permission.objects.filter(codename__in=may))
    client.force_login(user)
    address, sent = addressed("pictures")
    lesson = int(address.split("/")[-3])
    old = LessonPicture.objects.create(lesson_id=lesson, original="originals/a.jpg", width=4, height=3, alt_th="เก่า")
    kept = {
        "pictures-INITIAL_FORMS": initial,
        "pictures-0-id": old.pk if initial else "",
        "pictures-0-lesson": lesson,
    }
    client.post(address, sent | kept)
    assert processed == []
    assert LessonPicture.objects.get() == old


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_a_row_that_is_gone_is_told_as_ever(client, processed):
    client.force_login(make_staff())
    address, sent = addressed("pictures")
    gone = address.replace(address.split("/")[-3], "999999")
    assert client.post(gone, sent).status_code == 302
    assert processed == []
