"""Documents: search, versions, downloads at a permanent address, counts without personal data."""

from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from unittest import mock
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from center.documents import downloads, versions
from center.documents.checking import check
from center.documents.downloads import count_download
from center.documents.models import Document, DocumentDownloads, DocumentVersion
from center.documents.versions import add_version
from center.rate_limits.models import Tally
from center.recycle_bin.deletions import bring_back, delete_with_return
from center.recycle_bin.retention import purge
from tests.center.documents.pdf_making import make_pdf
from tests.factories import make_document, make_document_category, make_document_version, make_staff
from tests.markup import compact

pytestmark = pytest.mark.django_db

_numbers = count(1)
TODAY = timezone.localdate
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A057F) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 Line/14.19"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148"


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def make_version(document: Document, **fields) -> DocumentVersion:
    """A version with a PDF of its own, added as in production."""
    name = fields.pop("name", "แบบคำขอ.pdf")
    checked = check(file=ContentFile(make_pdf(title=f"{next(_numbers)}"), name=name))
    return add_version(document=document, file=checked, **fields)


def bytes_of(version: DocumentVersion) -> bytes:
    return Path(version.file.path).read_bytes()


def download(document: Document, number: int | None = None) -> str:
    if number:
        return reverse("pages:version_download", args=[document.pk, number])
    return reverse("pages:document_download", args=[document.pk])


def taken(client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


# --- Versions ------------------------------------------------------------------------------------------------------


def test_the_download_gives_the_newest_and_the_older_ones_stay(client):
    document = make_document()
    first = make_version(document)
    address = download(document)
    assert address == f"/documents/{document.pk}/download/"
    assert taken(client, address) == bytes_of(first)
    second = make_version(document, changed_th="เพิ่มช่องไอดีไลน์")
    assert second.number == 2
    assert taken(client, address) == bytes_of(second) != bytes_of(first)
    assert taken(client, download(document, 1)) == bytes_of(first)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "ยกเลิกแล้ว ใช้ฉบับที่ 2 แทน" in page
    assert "เพิ่มช่องไอดีไลน์" in page
    assert download(document, 1) in page


def test_a_version_waits_for_its_first_day_and_leaves_after_its_last(client):
    document = make_document()
    old = make_version(document, valid_until=TODAY())
    new = make_version(document, valid_from=TODAY() + timedelta(days=1))
    assert taken(client, download(document)) == bytes_of(old)
    assert "ยังไม่ถึงเวลาใช้ หรือหมดอายุแล้ว" in client.get(document.get_absolute_url()).content.decode()
    DocumentVersion.objects.filter(pk=new.pk).update(valid_from=TODAY())
    assert taken(client, download(document)) == bytes_of(new)


def test_without_a_valid_version_the_page_says_so(client):
    document = make_document()
    make_version(document, valid_until=TODAY() - timedelta(days=1))
    answer = client.get(download(document))
    assert (answer.status_code, answer["Location"]) == (302, document.get_absolute_url())
    assert "ยังไม่มีฉบับที่ใช้ได้ในวันนี้" in client.get(document.get_absolute_url()).content.decode()
    assert not DocumentDownloads.objects.exists()


@pytest.mark.parametrize("hidden", ["document", "version"])
@pytest.mark.ignore_template_errors
def test_what_is_not_published_is_not_handed_out(client, hidden):
    document = make_document()
    version = make_version(document)
    row = document if hidden == "document" else version
    row.published_at = timezone.now() + timedelta(hours=1)
    row.save()
    assert client.get(download(document, 1)).status_code == 404
    assert client.get(download(document)).status_code == (404 if hidden == "document" else 302)
    assert client.get(document.get_absolute_url()).status_code == (404 if hidden == "document" else 200)
    assert client.get(download(document, 7)).status_code == 404


def test_the_same_bytes_again_are_noticed():
    document = make_document()
    same = make_pdf(title="same")
    add_version(document=document, file=ContentFile(same, name="a.pdf"))
    with pytest.raises(IntegrityError):
        add_version(document=document, file=ContentFile(same, name="b.pdf"))
    assert len(stored_files(Path(document.versions.get().file.path).parent)) == 1
    found = versions.same_file(sha256=document.versions.get().sha256).get()
    assert "ฉบับที่ 1" in versions.describe_same(found)


def test_a_pdf_has_the_picture_of_its_first_page(client):
    document = make_document()
    version = make_version(document)
    assert (version.pages, version.kind) == (1, "pdf")
    rendition = version.preview.usable_renditions()[-1]
    assert rendition["height"] > rendition["width"] > 600
    page = client.get(document.get_absolute_url()).content.decode()
    assert rendition["name"].partition("-")[0] in page


# --- Downloads -----------------------------------------------------------------------------------------------------


def test_a_thai_name_arrives_whole_and_nothing_is_shown(client):
    document = make_document()
    make_version(document, name="แบบคำขอขึ้นทะเบียน ปี ๒๕๖๙ (ฉบับแก้ไข).pdf")
    answer = client.get(download(document), headers={"accept-encoding": "gzip, br"})
    plain, _, encoded = answer["Content-Disposition"].partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="document-{document.pk}-1.pdf"'
    assert unquote(encoded) == "แบบคำขอขึ้นทะเบียน ปี ๒๕๖๙ (ฉบับแก้ไข).pdf"
    assert encoded.isascii() and " " not in encoded
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-cache" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    assert answer["Content-Encoding"] == "identity"
    answer.close()


def counts() -> list[tuple[date, int]]:
    """Days with their downloads."""
    return list(DocumentDownloads.objects.order_by("day").values_list("day", "count"))


def visitor(user_agent: str = ANDROID, address: str = "203.0.113.9") -> Client:
    return Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)


def test_downloads_are_counted_by_visitor_and_day_and_nothing_else(client):
    document = make_document()
    version = make_version(document)
    for _number in range(60):
        taken(client, download(document))
    taken(client, download(document, 1))
    counted = DocumentDownloads.objects.get()
    assert (counted.version, counted.day, counted.count) == (version, TODAY(), 1)
    assert {field.name for field in DocumentDownloads._meta.fields} == {"id", "version", "day", "count"}


def test_each_device_and_each_address_is_a_visitor(client):
    document = make_document()
    make_version(document)
    for device in (visitor(ANDROID), visitor(IPHONE), visitor(ANDROID)):
        taken(device, download(document))
    assert counts() == [(TODAY(), 2)]
    taken(visitor(ANDROID, "203.0.113.10"), download(document))
    assert counts() == [(TODAY(), 3)]
    # An IPv6 user controls the whole /64 network.
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"):
        taken(visitor(ANDROID, address), download(document))
    assert counts() == [(TODAY(), 4)]


def test_a_visitor_counts_for_every_document_and_for_one_version_of_it():
    document, other = make_document(), make_document()
    first, second = make_version(document), make_version(document)
    for address in (download(document), download(document, 1), download(document, 2)):
        taken(visitor(), address)
    assert not first.downloads.exists() and second.downloads.get().count == 1
    make_version(other)
    taken(visitor(), download(other))
    assert [count for _day, count in counts()] == [1, 1]


def test_the_next_day_in_bangkok_counts_again():
    document = make_document()
    make_version(document)
    for moment in ("2030-10-01T16:59:00Z", "2030-10-01T17:00:00Z", "2030-10-02T16:59:59Z"):
        with mock.patch("django.utils.timezone.now", return_value=datetime.fromisoformat(moment)):
            taken(visitor(), download(document))
    assert counts() == [(date(2030, 10, 1), 1), (date(2030, 10, 2), 1)]
    assert {tally.expires_at.isoformat() for tally in Tally.objects.all()} == {
        "2030-10-01T17:00:00+00:00",
        "2030-10-02T17:00:00+00:00",
    }


def test_of_many_requests_at_once_one_counts(client, monkeypatch):
    """As if every request looked before any other had counted."""
    monkeypatch.setattr(downloads.counting, "find", lambda name, now: None)
    document = make_document()
    make_version(document)
    for _number in range(3):
        taken(client, download(document))
    assert counts() == [(TODAY(), 1)]


def test_one_address_under_many_names_puts_nothing_on_top():
    document = make_document()
    make_version(document)
    for number in range(downloads.MOST_OF_A_NETWORK + 5):
        taken(visitor(f"Browser {number}"), download(document))
    assert counts() == [(TODAY(), downloads.MOST_OF_A_NETWORK)]


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "facebookexternalhit/1.1;line-poker/1.0",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
        "curl/7.88.1",
        "Wget/1.21.3",
        "python-requests/2.32",
    ],
)
def test_programs_that_say_so_count_nothing(user_agent):
    document = make_document()
    make_version(document)
    assert taken(visitor(user_agent), download(document))
    assert counts() == [] and not Tally.objects.exists()


def test_a_phone_is_not_taken_for_a_program():
    document = make_document()
    make_version(document)
    taken(
        visitor("Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/130.0 Mobile"),
        download(document),
    )
    assert counts() == [(TODAY(), 1)]


def test_what_takes_no_whole_file_counts_nothing(client):
    document = make_document()
    make_version(document)
    head = client.head(download(document))
    assert b"".join(head) == b""  # reading it to its end closes the file
    assert client.get(download(document), headers={"if-none-match": head["ETag"]}).status_code == 304
    b"".join(client.get(download(document), headers={"range": "bytes=1000-"}))
    assert counts() == [] and not Tally.objects.exists()


def test_nothing_of_the_visitor_is_stored_and_a_repeated_download_writes_nothing():
    document = make_document()
    make_version(document)
    taken(visitor(), download(document))
    with CaptureQueriesContext(connection) as queries:
        taken(visitor(), download(document))
    assert all(query["sql"].startswith("SELECT") for query in queries)
    stored = str([*Tally.objects.values(), *DocumentDownloads.objects.values()])
    assert "203.0.113" not in stored and "Android" not in stored and "SM-A057F" not in stored
    assert {len(tally.key) for tally in Tally.objects.all()} == {64}


def test_a_count_that_fails_costs_no_download_and_is_made_up_for(client, monkeypatch):
    document = make_document()
    make_version(document)

    def refuse(*args, **kwargs):
        raise DatabaseError

    with monkeypatch.context() as failing:
        failing.setattr(DocumentDownloads.objects, "update_or_create", refuse)
        assert taken(client, download(document))
    assert counts() == []
    taken(client, download(document))
    assert counts() == [(TODAY(), 1)]


def test_only_reading(client):
    document = make_document()
    make_version(document)
    assert client.post(download(document)).status_code == 405


@pytest.mark.ignore_template_errors
def test_a_file_that_is_gone_is_a_404(client):
    document = make_document()
    Path(make_version(document).file.path).unlink()
    assert client.get(download(document)).status_code == 404
    assert not DocumentDownloads.objects.exists()


def test_the_most_asked_first():
    seldom, often, never = (make_document(name_th=name) for name in ("ก", "ข", "ค"))
    for document, times in ((seldom, 1), (often, 3)):
        version = make_document_version(document)
        for number in range(times):
            count_download(RequestFactory().get("/", REMOTE_ADDR=f"203.0.113.{number}"), version)
    assert list(Document.objects.published().most_asked()) == [often, seldom, never]


# --- The list ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["คําขอลงทะเบี่ยน", "OTOP-01", "otop๐๑", "ขอขึ้นบัญชี"])
def test_found_by_title_code_and_purpose_however_it_is_typed(client, query):
    wanted = make_document(name_th="คำขอลงทะเบียน", code="OTOP-01", purpose_th="ใช้ขอขึ้นบัญชีผู้ผลิต")
    make_document(name_th="ระเบียบกองทุน")
    page = client.get("/documents/", {"q": query})
    assert list(page.context["page"]) == [wanted]


def test_by_category_in_dictionary_order(client):
    category = make_document_category(name_th="กองทุน")
    names = ["แบบรายงาน", "เกณฑ์", "ใบสมัคร", "กติกา"]
    for name in names:
        make_document(name_th=name, category=category)
    make_document()
    page = client.get("/documents/", {"category": category.pk})
    assert [document.name_th for document in page.context["page"]] == ["กติกา", "เกณฑ์", "แบบรายงาน", "ใบสมัคร"]
    assert client.get("/documents/", {"category": "x", "page": "zz"}).context["page"].paginator.count == 5


def test_categories_are_listed_by_position(client):
    for name, position in (("ก", 3), ("ข", 1), ("ค", 2)):
        make_document(category=make_document_category(name_th=name, position=position))
    page = client.get("/documents/")
    assert [choice.row.name_th for choice in page.context["categories"]] == ["ข", "ค", "ก"]


def test_empty_states(client):
    assert "ยังไม่มีเอกสารให้ดาวน์โหลด" in client.get("/documents/").content.decode()
    page = client.get("/documents/", {"q": "ไม่มีแน่นอน"}).content.decode()
    assert "ไม่พบเอกสารที่ตรงกับคำว่า" in page


def test_five_hundred_documents_cost_few_queries(client, django_assert_max_num_queries):
    categories = [make_document_category() for _number in range(5)]
    Document.objects.bulk_create(
        Document(name_th=f"แบบฟอร์ม {n}", purpose_th="ก", category=categories[n % 5], published_at=timezone.now())
        for n in range(500)
    )
    Document.objects.reindex()
    DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=document,
            number=n,
            file="documents/x.pdf",
            original_name="a.pdf",
            kind="pdf",
            size=1,
            sha256=f"{document.pk:060x}{n:04x}",
            published_at=timezone.now(),
        )
        for document in Document.objects.all()
        for n in (1, 2)
    )
    for query in ({}, {"q": "แบบฟอร์ม", "category": categories[0].pk, "page": 2}):
        with django_assert_max_num_queries(8):
            assert client.get("/documents/", query).status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(Document.objects.first().get_absolute_url()).status_code == 200


def test_in_english_thai_is_marked(client):
    document = make_document(name_th="คำขอ", name_en="Request", bring_th="สำเนาบัตร\n\nรูปถ่าย", purpose_th="ใช้ขอ")
    make_document_version(document, valid_from=TODAY(), valid_until=TODAY())
    with translation.override("en"):
        page = compact(client.get(document.get_absolute_url()).content.decode())
    assert '<span lang="th">ใช้ขอ</span>' in page
    assert '<ul lang="th"><li>สำเนาบัตร</li><li>รูปถ่าย</li></ul>' in page
    assert f"/en/documents/{document.pk}/download/" in page


def test_old_addresses_lead_on(client):
    document = make_document(name_en="Producer form")
    answer = client.get(f"/documents/{document.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/documents/{document.pk}-producer-form/")


# --- The staff site ------------------------------------------------------------------------------------------------


def sent(document: Document, **fields) -> dict:
    return {
        "name_th": document.name_th,
        "category": document.category_id,
        "purpose_th": document.purpose_th,
        "published_at_0": "1/10/2569",
        "published_at_1": "09.00",
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
        **fields,
    }


@pytest.mark.ignore_template_errors
def test_staff_add_a_version_by_one_field(client):
    document = make_document()
    client.force_login(make_staff())
    url = reverse("admin:center_document_change", args=[document.pk])
    file = ContentFile(make_pdf(title="new"), name="แบบใหม่.pdf")
    answer = client.post(url, sent(document, new_file=file, new_valid_from="1/10/2569", new_changed_th="ใหม่"))
    assert answer.status_code == 302
    version = document.versions.get()
    assert (version.number, version.original_name, version.changed_th) == (1, "แบบใหม่.pdf", "ใหม่")
    assert str(version.valid_from) == "2026-10-01"
    file.seek(0)
    answer = client.post(url, sent(document, new_file=file))
    assert "เหมือนกันทุกไบต์" in answer.content.decode()
    assert document.versions.count() == 1


@pytest.mark.ignore_template_errors
def test_staff_are_told_that_another_document_has_the_file(client):
    other, document = make_document(name_th="เอกสารอื่น"), make_document()
    file = ContentFile(make_pdf(title="twice"), name="a.pdf")
    add_version(document=other, file=file)
    client.force_login(make_staff())
    file.seek(0)
    url = reverse("admin:center_document_change", args=[document.pk])
    page = client.post(url, sent(document, new_file=file), follow=True).content.decode()
    assert "“เอกสารอื่น” ฉบับที่ 1" in page
    assert document.versions.count() == 1


@pytest.mark.ignore_template_errors
def test_words_of_a_version_without_its_file_are_asked_back(client):
    document = make_document()
    client.force_login(make_staff())
    url = reverse("admin:center_document_change", args=[document.pk])
    page = client.post(url, sent(document, new_changed_th="ลืมแนบ")).content.decode()
    assert "กรุณาเลือกไฟล์ของฉบับใหม่" in page
    wrong = sent(document, new_file=ContentFile(make_pdf(), name="a.pdf"), new_valid_from="2/10/2569")
    page = client.post(url, wrong | {"new_valid_until": "1/10/2569"}).content.decode()
    assert "วันสิ้นสุดต้องไม่ก่อนวันเริ่มใช้" in page


@pytest.mark.ignore_template_errors
def test_staff_take_any_version_and_it_is_not_counted(client):
    document = make_document(published_at=None)
    version = make_version(document)
    url = reverse("admin:center_document_file", args=[document.pk, 1])
    assert client.get(url).status_code == 302
    client.force_login(make_staff())
    assert taken(client, url) == bytes_of(version)
    assert not DocumentDownloads.objects.exists()


@pytest.mark.ignore_template_errors
def test_a_document_without_a_file_is_not_published_by_the_list(client):
    document = make_document(published_at=None)
    client.force_login(make_staff())
    data = {"action": "publish_selected", "_selected_action": document.pk}
    page = client.post(reverse("admin:center_document_changelist"), data, follow=True).content.decode()
    assert "ยังไม่มีไฟล์" in page
    document.refresh_from_db()
    assert document.published_at is None


@pytest.mark.ignore_template_errors
def test_a_deleted_document_comes_back_with_its_versions_and_leaves_no_file_behind(client, tmp_path):
    document = make_document()
    version = make_version(document)
    taken(client, download(document))
    with translation.override("th"):
        deletion = delete_with_return([document], make_staff())[0]
    assert not Document.objects.exists()
    bring_back(deletion, None)
    restored = Document.objects.get(pk=document.pk)
    assert restored.current_version == version
    assert restored.current_version.preview_picture is not None
    assert taken(client, download(restored)) == bytes_of(version)
    delete_with_return([restored], make_staff())
    purge(timezone.now() + timedelta(days=31))
    assert stored_files(tmp_path) == []
