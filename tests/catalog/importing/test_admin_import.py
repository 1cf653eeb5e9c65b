"""The way of a sheet through the staff site: upload, matching, preview, confirmation, refused rows, people."""

import io
import re
import zipfile
from datetime import timedelta
from html import unescape as html_unescape
from pathlib import Path

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from catalog.importing import jobs
from catalog.importing.models import HeadingChoice, ImportBatch, ImportRow
from catalog.importing.steps import begin
from catalog.products.models import Producer, Product
from center.jobs.models import Job
from center.jobs.running import run_due
from center.people.models import Group, Membership, Person
from center.records.messages import translate
from tests import factories
from tests.test_admin_english import VisibleText, english_words
from thai.folding import fold

FIXTURES = Path(__file__).parents[2] / "fixtures"
XLSX = (FIXTURES / "products.xlsx").read_bytes()
UPLOAD = "admin:catalog_import_upload"
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def upload(client, content: bytes, kind: str = "products", name: str = "sheet.xlsx", **options) -> ImportBatch:
    """Send a file and let the worker compare it."""
    sent = {"file": SimpleUploadedFile(name, content), "kind": kind, **options}
    answer = client.post(reverse(UPLOAD), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    run_due()
    return ImportBatch.objects.order_by("-pk").first()


def page(client, batch: ImportBatch, **query) -> str:
    answer = client.get(reverse("admin:catalog_import", args=[batch.pk]), query, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client, what: str, batch: ImportBatch, **posted) -> ImportBatch:
    """Post to an import's address and let the worker work."""
    assert client.post(reverse(f"admin:catalog_import_{what}", args=[batch.pk]), posted).status_code == 302
    run_due()
    return ImportBatch.objects.get(pk=batch.pk)


def confirm(client, batch: ImportBatch) -> ImportBatch:
    return act(client, "confirm", batch, digest=batch.digest)


# --- Upload and preview ------------------------------------------------------------------------------------------


def test_a_sheet_is_shown_first_and_written_when_confirmed(client, officer):
    batch = upload(client, XLSX)
    assert batch.state == "ready", batch.trouble
    assert batch.counts["new"] == 2 and batch.counts["refused"] == 2
    assert not Product.objects.exists() and not Producer.objects.exists() and not ImportRow.objects.exists()
    shown = page(client, batch)
    assert "ขนมเปี๊ยะไส้ถั่ว" in shown and "ยังไม่ได้บันทึกอะไร" in shown and "ยืนยันบันทึก 2 รายการ" in shown
    assert "ชื่อสินค้าไม่ใช่ข้อความ" in page(client, batch, show="refused")

    batch = confirm(client, batch)
    assert (batch.state, batch.confirmed_by, Product.objects.count()) == ("written", officer, 2)
    product = Product.objects.get(name_th="ขนมเปี๊ยะไส้ถั่ว")
    assert product.published_at is None and product.history.get().history_user == officer
    assert "บันทึกแล้ว" in page(client, batch)
    assert LogEntry.objects.filter(user=officer, object_id=str(batch.pk)).count() == 2

    again = upload(client, XLSX)
    assert (again.counts["unchanged"], again.counts["new"], again.counts["changed"]) == (2, 0, 0)
    assert "ไม่มีอะไรต้องบันทึก" in page(client, again)


def test_what_changes_stands_old_beside_new(client, officer):
    head = "ชื่อสินค้า,ผู้ผลิต,ตำบล,เบอร์โทร"
    confirm(client, upload(client, csv_of(head, "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ,0812345678"), name="a.csv"))
    batch = upload(client, csv_of(head, "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ,0898765432"), name="a.csv")
    shown = page(client, batch, show="changed")
    assert "<del>081-234-5678</del>" in shown and "<ins>089-876-5432</ins>" in shown
    confirm(client, batch)
    assert Producer.objects.get().phone == "0898765432"


def test_a_preview_is_paged_and_searched(client, officer):
    lines = [f"ขนมแบบที่ {number},ร้าน {number},ปากน้ำ" for number in range(120)]
    batch = upload(client, csv_of("ชื่อสินค้า,ผู้ผลิต,ตำบล", *lines), name="a.csv")
    assert "หน้า 1 จาก 3 (120 แถว)" in page(client, batch, show="new")
    third = page(client, batch, show="new", page="3")
    assert "ขนมแบบที่ 119" in third and "ขนมแบบที่ 99<" not in third
    assert "หน้า 3 จาก 3" in page(client, batch, show="new", page="77")
    assert "(1 แถว)" in page(client, batch, show="new", q="ขนมแบบที่ 117")


def test_other_districts_are_listed_and_left_out_unless_asked_for(client, officer):
    sheet = csv_of("ชื่อสินค้า,ผู้ผลิต,อำเภอ,จังหวัด", "ปลาร้า,ร้านไกล,ศรีราชา,ชลบุรี")
    assert "ปลาร้า" in page(client, upload(client, sheet, name="a.csv"), show="other_districts")
    batch = confirm(client, upload(client, sheet, name="a.csv", all_districts="on", published="on"))
    assert batch.all_districts and Product.objects.get().published_at is not None


def test_words_of_health_and_alcohol_are_shown_marked_and_alcohol_waits(client, officer):
    head = "ชื่อสินค้า,ผู้ผลิต,ตำบล"
    names = ("น้ำมันเขียวบรรเทาปวด", "ไวน์มะม่วง", "ขนมเปี๊ยะ")
    batch = upload(client, csv_of(head, *(f"{name},ร้านป้า,ปากน้ำ" for name in names)), name="a.csv", published="on")
    assert (batch.counts["health"], batch.counts["alcohol"]) == (1, 1)
    assert "น้ำมันเขียวบรรเทาปวด" in page(client, batch, show="health") and "ไวน์มะม่วง" in page(
        client, batch, show="alcohol"
    )
    confirm(client, batch)
    marks = {p.name_th: (p.health_claim, p.alcohol, p.published_at is not None) for p in Product.objects.all()}
    assert [marks[name] for name in names] == [(True, False, True), (False, True, False), (False, False, True)]
    assert (
        client.get(reverse("admin:catalog_product_changelist"), {"waiting": "health"}).context["cl"].result_count == 1
    )


def test_a_name_typed_over_in_our_own_list_is_looked_at_too(client, officer):
    producer = factories.make_producer(name_th="ร้านป้า", tambon=factories.tambon("ปากน้ำ"))
    names = ("น้ำมันเขียวแก้ปวดเมื่อย", "เหล้าขาว")
    products = [factories.make_product(name_th=f"ของ {number}", producer=producer) for number in range(2)]
    lines = [f"{product.pk},{name},ร้านป้า" for product, name in zip(products, names, strict=True)]
    batch = confirm(client, upload(client, csv_of("เลขที่สินค้า,ชื่อสินค้า,ผู้ผลิต", *lines), name="a.csv"))
    assert (batch.state, batch.counts["health"], batch.counts["alcohol"]) == ("written", 1, 1)
    healing, drink = (Product.objects.get(name_th=name) for name in names)
    assert healing.health_claim and healing.published_at is not None
    assert drink.alcohol and drink.published_at is None


# --- Refused -----------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 nothing", "เสีย"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "รุ่นเก่า"),
        (b"%PDF-1.7 \x00\x01", "อ่านไฟล์ไม่ได้"),
        (b"a\n", "ไม่พบคอลัมน์"),
        (None, "ใหญ่ผิดปกติ"),
    ],
)
def test_a_hostile_file_is_refused_with_one_sentence_and_nothing_is_written(client, officer, content, says):
    content = content or bomb()
    batch = upload(client, content)
    assert batch.state == "refused" and says in batch.trouble
    assert says in page(client, batch)
    assert not Product.objects.exists() and not ImportRow.objects.exists()


def test_what_is_too_large_isnt_taken_in(client, officer, monkeypatch):
    monkeypatch.setattr("catalog.importing.forms.MOST_BYTES", 1_000_000)
    for language, says in (("th", "ไฟล์ใหญ่เกิน 1 MB กรุณาแบ่งเป็นหลายไฟล์"), ("en", "The file is larger than 1 MB.")):
        file = SimpleUploadedFile("a.xlsx", b"x" * 1_000_001)
        with translation.override(language):
            answer = client.post(reverse(UPLOAD), {"file": file, "kind": "products"})
            assert answer.status_code == 200 and says in str(answer.context["form"].errors["file"])
    assert not ImportBatch.objects.exists()


def test_refused_rows_come_as_a_file_and_go_in_corrected(client, officer):
    sheet = csv_of("ลำดับ,ชื่อสินค้า,ผู้ผลิต,ตำบล,เบอร์โทร", "1,ขนม,ร้านป้า,ปากน้ำ,0812345678", "2,,ร้านลุง,ปากน้ำ,0898765432")
    batch = confirm(client, upload(client, sheet, name="a.csv"))
    answer = client.get(reverse("admin:catalog_import_refused", args=[batch.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows == [
        ("ลำดับ", "ชื่อสินค้า", "ผู้ผลิต", "ตำบล", "เบอร์โทร", "เหตุผลที่ไม่รับ"),
        ("2", None, "ร้านลุง", "ปากน้ำ", "0898765432", "ไม่มีชื่อสินค้า"),
    ]
    book.active["B2"] = "น้ำตาลสด"
    corrected = io.BytesIO()
    book.save(corrected)
    batch = confirm(client, upload(client, corrected.getvalue()))
    assert batch.state == "written" and batch.counts["new"] == 1
    assert Product.objects.get(name_th="น้ำตาลสด").producer.phone == "0898765432"


# --- Headings ----------------------------------------------------------------------------------------------------


def test_the_option_is_called_what_the_instruction_calls_it(client, officer):
    batch = upload(client, csv_of("ของดีบ้านเรา,ผู้ทำ", "ก,ข"), name="a.csv")
    for language, option in (("th", "ไม่ใช้คอลัมน์นี้"), ("en", "Do not use this column")):
        with translation.override(language):
            shown = page(client, batch)
        assert f">{option}</option>" in shown and f"“{option}”" in shown


def test_unknown_headings_are_matched_by_hand_and_remembered(client, officer):
    sheet = csv_of("ของดีบ้านเรา,ผู้ทำ,ตำบล,สีที่ชอบ", "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ,แดง")
    batch = upload(client, sheet, name="a.csv")
    assert batch.state == "headings"
    shown = page(client, batch)
    assert "ของดีบ้านเรา" in shown and "สีที่ชอบ" in shown
    url = reverse("admin:catalog_import_headings", args=[batch.pk])
    assert "ยังไม่ได้เลือก" in client.post(url, {"heading-0": "product"}).content.decode()
    twice = {"heading-0": "product", "heading-1": "product", "heading-2": "tambon", "heading-3": "-"}
    assert "เลือกซ้ำ" in client.post(url, twice).content.decode()
    without = {"heading-0": "-", "heading-1": "producer", "heading-2": "tambon", "heading-3": "-"}
    assert "ต้องมีคอลัมน์" in client.post(url, without).content.decode()
    assert not HeadingChoice.objects.exists()

    matched = {"heading-0": "product", "heading-1": "producer", "heading-2": "tambon", "heading-3": "-"}
    batch = act(client, "headings", batch, **matched)
    assert batch.state == "ready" and batch.counts["new"] == 1
    assert HeadingChoice.objects.count() == 3 and HeadingChoice.objects.filter(by=officer, field="").count() == 1
    assert upload(client, sheet, name="b.csv").state == "ready"


def test_a_matching_can_be_changed_from_the_preview(client, officer):
    batch = upload(client, csv_of("ชื่อสินค้า,กลุ่ม,ผู้ผลิต,ตำบล", "ขนม,ก,ร้านข,ปากน้ำ"), name="a.csv")
    assert "producer" in client.get(reverse("admin:catalog_import_headings", args=[batch.pk])).content.decode()
    chosen = {"heading-0": "product", "heading-1": "-", "heading-2": "producer", "heading-3": "tambon"}
    batch = confirm(client, act(client, "headings", batch, **chosen))
    assert Producer.objects.get().name_th == "ร้านข"


# --- Confirmation ------------------------------------------------------------------------------------------------


def test_what_changed_since_the_preview_is_shown_anew_instead_of_written(client, officer):
    batch = upload(client, csv_of("ชื่อสินค้า,ผู้ผลิต,ตำบล", "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ"), name="a.csv")
    producer = factories.make_producer(name_th="ร้านป้า", tambon=factories.tambon("ปากน้ำ"))
    batch = confirm(client, batch)
    assert batch.state == "ready" and "เปลี่ยนไป" in batch.trouble
    assert not Product.objects.exists()
    confirm(client, batch)
    assert Product.objects.get().producer == producer


def test_an_old_preview_cannot_be_confirmed(client, officer):
    batch = upload(client, XLSX)
    assert act(client, "confirm", batch, digest="something else").state == "ready"
    assert not Product.objects.exists()


def test_confirming_twice_writes_once(client, officer):
    batch = upload(client, XLSX)
    for _time in range(2):
        client.post(reverse("admin:catalog_import_confirm", args=[batch.pk]), {"digest": batch.digest})
    assert Job.objects.filter(kind="write_import").count() == 1
    run_due()
    assert Product.objects.count() == 2


def test_a_cancelled_job_leaves_the_import_where_it_was(client, officer):
    batch = upload(client, XLSX)
    client.post(reverse("admin:catalog_import_confirm", args=[batch.pk]), {"digest": batch.digest})
    client.post(reverse("admin:center_job_cancel", args=[Job.objects.get(kind="write_import").pk]))
    run_due()
    assert "ยังไม่ได้บันทึกอะไร" in page(client, batch)
    assert confirm(client, ImportBatch.objects.get(pk=batch.pk)).state == "written"


def test_an_import_given_up_leaves_no_file(client, officer):
    batch = upload(client, XLSX)
    names = [batch.file.name, batch.preview.name]
    assert all(map(default_storage.exists, names))
    assert act(client, "drop", batch).state == "dropped"
    assert not any(map(default_storage.exists, names))
    assert "ข้อมูลในระบบไม่เปลี่ยน" in page(client, batch)


def test_files_leave_after_thirty_days(client, officer):
    written, waiting = confirm(client, upload(client, XLSX)), upload(client, XLSX)
    names = [written.file.name, written.preview.name, waiting.file.name, waiting.preview.name]
    now = timezone.now()
    assert jobs.clear(now + timedelta(days=29)) == 0
    assert all(map(default_storage.exists, names))
    assert jobs.clear(now + timedelta(days=30, minutes=1)) == 2
    assert not any(map(default_storage.exists, names))
    states = dict(ImportBatch.objects.values_list("pk", "state"))
    assert states == {written.pk: "written", waiting.pk: "dropped"}
    assert "บันทึกแล้ว" in page(client, written)
    assert jobs.clear(now + timedelta(days=31)) == 0


def test_a_file_that_no_import_names_leaves_after_a_day(client, officer):
    """A process killed between storing a preview and telling the database of it leaves one, with personal data."""
    batch = upload(client, PEOPLE, kind="people", name="a.csv")
    with batch.preview.open() as preview:
        stray = default_storage.save("imports/stray.bin", preview)
    jobs.clear(timezone.now() + timedelta(hours=23))
    assert default_storage.exists(stray)
    jobs.clear(timezone.now() + timedelta(hours=25))
    assert not default_storage.exists(stray)
    assert default_storage.exists(batch.preview.name) and default_storage.exists(batch.file.name)


STEPS = [("compare_import", "comparing", "refused"), ("undo_import", "undoing", "written")]


@pytest.mark.parametrize(("kind", "state", "after"), STEPS)
def test_a_step_no_worker_survives_is_shown_as_failed_in_thai(client, officer, kind, state, after):
    batch = confirm(client, upload(client, XLSX))
    ImportBatch.objects.filter(pk=batch.pk).update(state=state)
    job = begin(kind, batch, officer)
    long_ago = timezone.now() - timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=5, claim=5, due_at=long_ago, worker="gone")
    run_due()
    job.refresh_from_db()
    assert job.state == "failed" and not english_words(translate(job.error))
    assert translate(job.error) in page(client, batch)
    assert ImportBatch.objects.get(pk=batch.pk).state == after and Product.objects.count() == 2


# --- Producers ---------------------------------------------------------------------------------------------------


def test_a_sheet_of_producers(client, officer):
    sheet = csv_of("ชื่อผู้ผลิต,ตำบล,หมู่ที่,เบอร์โทร", "กลุ่มแม่บ้าน,ปากน้ำ,3,812345678", "กลุ่มแม่บ้าน,ปากน้ำ,3,", ",ปากน้ำ,,")
    batch = upload(client, sheet, kind="producers", name="a.csv")
    counts = batch.counts
    assert (counts["new"], counts["duplicate"], counts["refused"], counts["repaired"]) == (1, 1, 1, 1)
    confirm(client, batch)
    producer = Producer.objects.get()
    assert (producer.phone, producer.moo, producer.tambon.name_th) == ("0812345678", 3, "ปากน้ำ")
    again = upload(client, sheet, kind="producers", name="a.csv")
    assert (again.counts["unchanged"], again.counts["changed"]) == (1, 0)


# --- People ------------------------------------------------------------------------------------------------------

PEOPLE = csv_of(
    "ชื่อ-สกุล,เบอร์,หมู่,ตำบล,กลุ่ม,หน้าที่",
    "นางสมใจ ใจดี,0812345678,3,ปากน้ำ,กลุ่มออมทรัพย์,ประธาน",
    "นายสมชาย ใจดี,,4,ปากน้ำ,กลุ่มออมทรัพย์,",
    "นายสมชาย ใจดี,,4,ปากน้ำ,กลุ่มใหม่,",
    ",,,,,",
    "123,,,,,",
)


def test_people_are_new_unless_name_phone_and_moo_agree(client, officer):
    group = factories.make_group(name_th="กลุ่มออมทรัพย์", tambon=factories.tambon("ปากน้ำ"))
    same = factories.make_person(first_name="สมใจ", surname="ใจดี", phone="0812345678", moo=3)
    namesake = factories.make_person(first_name="สมชาย", surname="ใจดี", phone="0899999999", moo=4)
    batch = upload(client, PEOPLE, kind="people", name="a.csv")
    counts = batch.counts
    assert (counts["changed"], counts["new"], counts["refused"], counts["new_groups"]) == (1, 2, 1, 1)
    assert f'value="{namesake.pk}"' in page(client, batch, show="known")
    assert Person.objects.count() == 2

    batch = confirm(client, batch)
    assert batch.state == "written"
    assert Person.objects.count() == 3, "one new person, in two rows"
    assert set(group.memberships.values_list("person__first_name", "role")) == {("สมใจ", "ประธาน"), ("สมชาย", "")}
    assert Membership.objects.get(person=same).group == group
    assert not namesake.memberships.exists()
    same.refresh_from_db()
    assert same.title == "นาง" and same.tambon.name_th == "ปากน้ำ"
    kept = str(list(ImportRow.objects.values()))
    assert "สมใจ" not in kept and "0812345678" not in kept
    again = upload(client, PEOPLE, kind="people", name="a.csv")
    assert again.counts["unchanged"] == 1


def test_staff_say_who_is_known(client, officer):
    namesake = factories.make_person(first_name="สมชาย", surname="ใจดี", phone="0899999999")
    batch = upload(client, PEOPLE, kind="people", name="a.csv")
    batch = act(client, "people", batch, **{"person-3": str(namesake.pk), "person-4": str(namesake.pk)})
    assert batch.state == "ready" and batch.counts["changed"] == 2
    batch = confirm(client, batch)
    assert batch.state == "written", batch.trouble
    assert Person.objects.filter(first_name="สมชาย").count() == 1
    namesake.refresh_from_db()
    assert (namesake.moo, namesake.phone, namesake.memberships.count()) == (4, "0899999999", 2)
    assert Group.objects.count() == 2


# --- Who may -----------------------------------------------------------------------------------------------------


def permission(codename: str) -> Permission:
    """A permission of ours: Django has a group as well, of users."""
    return Permission.objects.exclude(content_type__app_label="auth").get(codename=codename)


def test_an_import_takes_the_rights_to_add_and_change(client, officer):
    batch = upload(client, PEOPLE, kind="people", name="a.csv")
    clerk = factories.make_user(is_staff=True)
    client.force_login(clerk)
    names = ["", "_headings", "_undo", "_refused"]
    urls = [reverse(f"admin:catalog_import{name}", args=[batch.pk]) for name in names]
    of_people = ("add_person", "add_group", "change_group", "add_membership", "change_membership")
    for codename in ("view_importbatch", *of_people, "change_product", "add_product", "add_producer"):
        clerk.user_permissions.add(permission(codename))
        assert [client.get(url).status_code for url in [reverse(UPLOAD), *urls]] == [403] * 5
    clerk.user_permissions.add(permission("change_person"))
    shown = client.get(reverse(UPLOAD)).content.decode()
    assert 'value="people"' in shown and 'value="products"' not in shown
    assert client.get(urls[0]).status_code == 200
    clerk.user_permissions.remove(permission("add_group"))
    assert client.get(urls[0]).status_code == 403, "groups are made by it"
    clerk.user_permissions.add(permission("add_group"))
    answer = client.post(reverse(UPLOAD), {"file": SimpleUploadedFile("a.xlsx", XLSX), "kind": "products"})
    assert answer.status_code == 200 and ImportBatch.objects.count() == 1


def test_lists_lead_to_the_import_of_their_kind(client, officer):
    for name, kind in (("catalog_product", "products"), ("catalog_producer", "producers"), ("center_person", "people")):
        shown = client.get(reverse(f"admin:{name}_changelist")).content.decode()
        assert f'href="{reverse(UPLOAD)}?kind={kind}"' in shown


def test_no_page_of_an_import_speaks_english(client, officer):
    factories.make_person(first_name="สมชาย", surname="ใจดี")
    ready = upload(client, XLSX, name="old.xlsx")
    people = upload(client, PEOPLE, kind="people", name="old.xlsx")
    asked = upload(client, csv_of("ของดีบ้านเรา,ผู้ทำ", "ก,ข"), name="old.xlsx")
    refused = upload(client, b"%PDF-1.7", name="old.xlsx")
    shown = [client.get(reverse(UPLOAD)).content.decode(), page(client, asked), page(client, refused)]
    shown += [page(client, ready, show=name) for name in ("new", "changed", "repaired", "refused", "other_districts")]
    shown.append(page(client, people, show="known"))
    written = confirm(client, ready)
    shown += [
        page(client, written),
        client.get(reverse("admin:catalog_import_undo", args=[written.pk])).content.decode(),
    ]
    shown.append(page(client, act(client, "undo", written)))
    # A refusal may name the kinds of files we take.
    assert [sorted(english_words(html) - {"csv", "UTF", "Windows", "CSV"}) for html in shown] == [[]] * len(shown)


def thai_words(html: str) -> set[str]:
    """Thai words a reader of an English page would meet."""
    shown = VisibleText()
    shown.feed(html)
    return set(re.findall(r"[ก-๛]+", " ".join(shown.texts)))


ODD_ROWS = csv_of(
    "ชื่อสินค้า,ผู้ผลิต,ตำบล,เบอร์โทร,ประเภท,อำเภอ,ของแถม",
    "AAA,BBB,,812345678,XXX,Bang,",
    "A  BB,BBB,๑,0812345678/0898765432,,บางคล้า,",
    "A BB,BBB,,,,บางคล้า,",
    ",BBB,,,,บางคล้า,",
    "123 4,BBB,,,,บางคล้า,",
    f"{'A' * 201},BBB,,,,บางคล้า,",
    "=A1,BBB,,,,บางคล้า,",
    "AAA,BBB,,,,อบต.X,",
    "1. AAA 2. CCC,BBB,,ABC,,บางคล้า,",
    "DDD,BBB,,,XXX,บางคล้า,",
)


def upload_odd_rows(client) -> ImportBatch:
    HeadingChoice.objects.get_or_create(kind="products", folded=fold("ของแถม"), heading="ของแถม", field="")
    return upload(client, ODD_ROWS, name="a.csv")


def test_the_english_pages_tell_everything_in_english(client, officer):
    """Reasons, repairs and what should be checked, with the values in them; what stands in the sheet stays as it is."""
    ready = upload_odd_rows(client)
    people = csv_of("ชื่อ-สกุล,เบอร์,กลุ่ม,หน้าที่", "AA BB,ABC,CC,", "AA BB,ABC,CC,", f"DD EE,,,{'X' * 61}", "AA BB,,,")
    factories.make_person(first_name="AA", surname="BB", moo=3, phone="")
    people = upload(client, people, kind="people", name="a.csv")
    nothing = upload(client, csv_of("ตำบล,อำเภอ", "a,b"), name="a.csv")
    wide = upload(client, csv_of("x," * 70 + "x"), name="a.csv")
    answers = [
        "Same as row 3",
        "Unknown category “XXX”; put under Food for now",
        "No category; put under Food for now",
        "Phone: split into 2 numbers",
        "One cell split into 2 products",
        "The product name has only digits or symbols: 123 4",
        "The product name is longer than 200 characters",
        "Columns have shifted: the district or province says “อบต.X”",
        "Sub-district of Bang Khla not known",
        "Phone number could not be read: ABC",
        "Columns not used: ของแถม",
        "There is no group “CC” yet; it will be added",
        "Role is longer than 60 characters",
        "AA BB no phone number Moo 3",
        "The column “Product name” was not found in the first 10 rows (found only: Sub-district (tambon), District",
        "Row 1 has more than 60 columns. Please delete the columns that are not used.",
    ]
    with translation.override("en"):
        lists = ("new", "repaired", "to_check", "duplicate", "refused")
        shown = [page(client, ready, show=name) for name in lists]
        shown += [page(client, people, show=name) for name in (*lists, "known")]
        shown += [page(client, nothing), page(client, wide)]
        shown = [html_unescape(text) for text in shown]
    assert [answer for answer in answers if not any(answer in text for text in shown)] == []
    of_the_sheet = {"บางคล้า", "ของแถม", "อบต", "อำเภอ", "ตำบล", "อาหาร", "ฉะเชิงเทรา", "ไทย"}
    assert [sorted(thai_words(text) - of_the_sheet) for text in shown] == [[]] * len(shown)


def test_the_record_of_an_import_is_read_in_either_language(client, officer):
    upload(client, csv_of("x," * 70 + "x"), name="a.csv")
    batch = confirm(client, upload_odd_rows(client))
    row = batch.rows.get(outcome="duplicate")
    url = reverse("admin:catalog_importrow_change", args=[row.pk])
    assert "ซ้ำกับแถวที่ 3" in client.get(url).content.decode()
    rows, refused = (
        reverse("admin:catalog_importrow_changelist"),
        reverse("admin:catalog_import_refused", args=[batch.pk]),
    )
    assert "ซ้ำกับแถวที่ 3" in client.get(rows).content.decode()
    with translation.override("en"):
        assert "Same as row 3" in client.get(reverse("admin:catalog_importrow_change", args=[row.pk])).content.decode()
    lists = [reverse(f"admin:{name}_export", args=["csv"]) for name in ("catalog_importrow", "catalog_importbatch")]
    exported = "".join(b"".join(client.get(url).streaming_content).decode() for url in lists)
    assert "ซ้ำกับแถวที่ 3" in exported and "มีเกิน 60 คอลัมน์" in exported and "pattern" not in exported
    batch.delete_files(sheet=False)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(refused).streaming_content)))
    assert "ข้อมูลเลื่อนช่อง: ช่องอำเภอหรือจังหวัดเป็น “อบต.X”" in [cell.value for cell in book.active["H"]]
    ImportRow.objects.filter(pk=row.pk).update(reason="ซ้ำกับแถวที่ 77", repairs=["ชื่อสินค้า: ตัดช่องว่างเกิน"])
    shown = client.get(url).content.decode()
    assert "ซ้ำกับแถวที่ 77" in shown and "ชื่อสินค้า: ตัดช่องว่างเกิน" in shown, "a row from before patterns were kept"


def test_the_english_pages_tell_what_has_no_name_in_it_in_english(client, officer):
    """Reasons and repairs are kept in Thai; whole sentences and labels are translated when they are shown."""
    ready = upload(
        client, csv_of("ชื่อสินค้า,ผู้ผลิต,ตำบล,เบอร์โทร", ",ร้านป้า,ปากน้ำ,", "ขนม,ร้านป้า,ปากน้ำ,812345678"), name="a.csv"
    )
    refused = upload(client, b"%PDF-1.7 \x00\x01", name="a.pdf")
    with translation.override("en"):
        assert "No product name" in page(client, ready, show="refused")
        assert "Phone: leading 0 added" in page(client, ready, show="repaired")
        assert "The file cannot be read" in page(client, refused)
    assert "ไม่มีชื่อสินค้า" in page(client, ready, show="refused")
    assert "อ่านไฟล์ไม่ได้" in page(client, refused)
