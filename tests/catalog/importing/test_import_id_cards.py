"""ID-card numbers of a sheet are kept nowhere: not in storage, not in the database, on no page, in no file."""

import gzip
import importlib
import io
from contextlib import suppress
from io import StringIO

import openpyxl
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import translation
from openpyxl.comments import Comment

from catalog.importing.models import HeadingChoice, ImportBatch
from catalog.importing.steps import begin
from catalog.products.models import Producer, Product
from center.jobs.running import run_due
from center.people.models import Person
from center.records.messages import translate
from tests import factories
from thai.digits import to_arabic, to_thai
from thai.id_cards import is_id_card_number

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.sqlite_only(reason="numbers are taken out in Python, before anything is stored"),
]

# Made up: those of the first line pass the check, the last one has a digit mistyped.
VALID = ["3240100123450", "1101700203450", "5100600012344", "8241100098767"]
MISTYPED = "3240100123456"
PRINTED = "3-2401-00123-45-0"


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


def upload(client, content: bytes, kind: str = "products", name: str = "a.csv") -> ImportBatch:
    answer = client.post(
        reverse("admin:catalog_import_upload"), {"file": SimpleUploadedFile(name, content), "kind": kind}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    run_due()
    return ImportBatch.objects.order_by("-pk").first()


def act(client, what: str, batch: ImportBatch, **posted) -> ImportBatch:
    assert client.post(reverse(f"admin:catalog_import_{what}", args=[batch.pk]), posted).status_code == 302
    run_due()
    return ImportBatch.objects.get(pk=batch.pk)


def page(client, batch: ImportBatch, **query) -> str:
    return client.get(reverse("admin:catalog_import", args=[batch.pk]), query, follow=True).content.decode()


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def stored_files(folder: str = "") -> str:
    """Everything in the storage as text, unpacked."""
    folders, files = default_storage.listdir(folder)
    texts = [stored_files(f"{folder}{subfolder}/") for subfolder in folders]
    for name in files:
        with default_storage.open(folder + name) as file:
            content = file.read()
        with suppress(gzip.BadGzipFile):
            content = gzip.decompress(content)
        assert not content.startswith(b"PK"), "an archive: what lies in it must be unpacked to be looked at"
        texts += [
            content.decode("utf-8", "replace"),
            content.decode("cp874", "replace"),
            content.decode("utf-16", "replace"),
        ]
    return " ".join(texts)


def database() -> str:
    """Every value of every row of ours and of Django's, histories included."""
    tables = connection.introspection.table_names()  # a model of another test has none
    stored = [model for model in apps.get_models() if model._meta.db_table in tables]
    assert len(stored) > 50
    return str([list(model._base_manager.values()) for model in stored])


def kept(client, batch: ImportBatch, *numbers: str) -> set[str]:
    """Which of the numbers stand anywhere, and where."""
    lists = ["new", "changed", "repaired", "to_check", "duplicate", "refused", "other_districts", "known"]
    pages = [page(client, batch, show=name) for name in lists]
    headings = client.get(reverse("admin:catalog_import_headings", args=[batch.pk]), follow=True).content.decode()
    places = {
        "storage": stored_files(),
        "database": database(),
        "pages": " ".join([*pages, headings]),
        "refused rows": str(refused_rows(client, batch)),
    }
    found = set()
    for place, text in places.items():
        bare = to_arabic(text).replace("-", "").replace(" ", "").replace("\\u0e5", "")
        found |= {f"{number} in {place}" for number in numbers if number in bare or to_thai(number) in text}
    return found


def refused_rows(client, batch: ImportBatch) -> list[tuple]:
    answer = client.get(reverse("admin:catalog_import_refused", args=[batch.pk]))
    if answer.status_code == 404:
        return []
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


def test_the_numbers_of_these_tests():
    assert all(map(is_id_card_number, VALID)) and not is_id_card_number(MISTYPED)


def test_a_column_of_id_cards_is_taken_out_and_the_preview_says_so(client, officer):
    HeadingChoice.objects.create(kind="products", folded="หมายเหตุ", heading="หมายเหตุ", field="")
    sheet = csv_of(
        "ชื่อสินค้า,ผู้ผลิต,ตำบล,เลขบัตรประชาชน,หมายเหตุ",
        f"ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ,{VALID[0]},",
        f"น้ำตาลสด,ร้านลุง,ปากน้ำ,{MISTYPED},",
        f",ร้านไม่มีสินค้า,ปากน้ำ,{VALID[1]},มาแทน {VALID[2]} เมื่อวาน",
    )
    batch = upload(client, sheet)
    assert batch.state == "ready", batch.headings
    assert kept(client, batch, *VALID, MISTYPED) == set()
    said = "ตัดเลขบัตรประชาชนออกแล้ว 4 ช่อง จากคอลัมน์ เลขบัตรประชาชน (3), หมายเหตุ (1) เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน"
    assert said in page(client, batch)
    assert refused_rows(client, batch)[1] == (None, "ร้านไม่มีสินค้า", "ปากน้ำ", None, "มาแทน เมื่อวาน", "ไม่มีชื่อสินค้า")

    batch = act(client, "confirm", batch, digest=batch.digest)
    assert batch.state == "written" and kept(client, batch, *VALID, MISTYPED) == set()
    assert act(client, "undo", batch).state == "undone" and kept(client, batch, *VALID, MISTYPED) == set()


def test_the_preview_says_so_in_the_readers_language(client, officer):
    batch = upload(client, csv_of("ชื่อสินค้า,ผู้ผลิต,ID card", f"ขนม,ร้านป้า,{VALID[0]}", f"{VALID[1]},x"))
    with translation.override("en"):
        said = translate(batch.notes[0])
    assert said.startswith("ID-card numbers were taken out of 2 cells, in the columns ชื่อสินค้า (1), ID card (1).")


def test_a_sheet_without_them_says_nothing(client, officer):
    batch = upload(client, csv_of("ชื่อสินค้า,ผู้ผลิต", "ขนม,ร้านป้า"))
    assert "บัตรประชาชน" not in str(batch.notes)


@pytest.mark.parametrize("way", [str, to_thai, lambda number: f"{number}.0", lambda _number: PRINTED])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp874"])
def test_in_every_spelling_and_encoding_of_csv(client, officer, way, encoding):
    sheet = f"ชื่อสินค้า;ผู้ผลิต;อะไรก็ไม่รู้\nขนม;ร้านป้า {way(VALID[0])};{way(VALID[0])}\n".encode(encoding)
    batch = upload(client, sheet)
    assert batch.state == "headings" and kept(client, batch, VALID[0]) == set()


def test_a_column_marked_as_not_used_is_not_kept_either(client, officer):
    HeadingChoice.objects.create(kind="products", folded="เลขลับ", heading="เลขลับ", field="")
    batch = upload(client, csv_of("ชื่อสินค้า,ผู้ผลิต,เลขลับ", f"ขนม,ร้านป้า,{VALID[0]}", f",ร้านลุง,{VALID[1]}"))
    assert batch.state == "ready" and batch.counts["refused"] == 1
    assert kept(client, batch, *VALID) == set()


def workbook() -> bytes:
    """Numbers in every place of a workbook: as numbers and texts, in notes, names, other sheets and properties."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"ทะเบียน {VALID[0]}"
    for row in (
        ["ทะเบียนผู้ผลิต"],
        ["ชื่อสินค้า", "ผู้ผลิต", "ตำบล", "ที่อยู่", "จดไว้"],
        ["ขนม", f"ร้านป้า {PRINTED}", "ปากน้ำ", f"99/9 {VALID[0]}", int(VALID[1])],
        [None, "ร้านลุง", "ปากน้ำ", None, float(VALID[2])],
    ):
        sheet.append(row)
    sheet["A3"].comment = Comment(f"เลขบัตร {VALID[0]}", "ผู้จด")
    hidden = book.create_sheet(f"ลับ {VALID[1]}")
    hidden.append(["เลขบัตรประชาชน", MISTYPED, int(VALID[3])])
    hidden.sheet_state = "hidden"
    book.create_sheet("ที่สอง").append([VALID[2]])
    book.properties.title = VALID[3]
    book.properties.creator = VALID[3]
    sheet.oddHeader.center.text = VALID[3]
    return saved(book)


def test_every_place_of_a_workbook(client, officer):
    batch = upload(client, workbook(), name=f"ร้านป้า {VALID[0]}.xlsx")
    assert batch.state == "headings" and batch.file_name == "ร้านป้า .xlsx"
    assert kept(client, batch, *VALID, MISTYPED) == set()
    chosen = {f"heading-{index}": name for index, name in enumerate(["product", "producer", "tambon", "address", "-"])}
    batch = act(client, "headings", batch, **chosen)
    assert batch.state == "ready" and kept(client, batch, *VALID, MISTYPED) == set()
    assert "4 ช่อง จากคอลัมน์ ผู้ผลิต (1), ที่อยู่ (1), จดไว้ (2)" in page(client, batch)
    act(client, "confirm", batch, digest=batch.digest)
    assert kept(client, batch, *VALID, MISTYPED) == set()
    producer = Producer.objects.get()
    assert (producer.name_th, producer.address) == ("ร้านป้า", "99/9")


def test_food_serial_numbers_stay(client, officer):
    """A tenth of them pass the check of ID cards."""
    head = "ชื่อสินค้า,ผู้ผลิต,ตำบล,เลข อย.,เลขสารบบอาหาร 13 หลัก,บาร์โค้ด,หมายเหตุ"
    row = [VALID[0], VALID[1], VALID[2], f"อย. {VALID[3]}"]
    batch = upload(client, csv_of(head, f",ร้านป้า,ปากน้ำ,{','.join(row)}"))
    batch = act(client, "headings", batch, **{f"heading-{index}": name for index, name in enumerate(
        ["product", "producer", "tambon", "-", "-", "-", "-"])})  # fmt: skip
    assert refused_rows(client, batch)[1][3:7] == (*row[:3], row[3])
    assert not any("ตัดเลขบัตร" in str(note) for note in batch.notes)


def test_nobody_is_asked_about_a_column_of_id_cards(client, officer):
    batch = upload(client, csv_of("ชื่อสินค้า,ผู้ผลิต,หมายเลขบัตรประจำตัวประชาชน (13 หลัก)", f"ขนม,ร้านป้า,{VALID[0]}"))
    assert batch.state == "ready"
    shown = client.get(reverse("admin:catalog_import_headings", args=[batch.pk])).content.decode()
    row = shown.partition("หมายเลขบัตรประจำตัวประชาชน (13 หลัก)")[2].partition("</tr>")[0]
    assert '<option value="-" selected>' in row


def test_people(client, officer):
    head = "ชื่อ-สกุล,เลขประจำตัวประชาชน,เบอร์,หมู่,ตำบล,กลุ่ม,หน้าที่"
    sheet = csv_of(
        head,
        f"นางสมใจ ใจดี {PRINTED},{VALID[0]},0812345678,3,ปากน้ำ,กลุ่มออมทรัพย์,ประธาน",
        f"นายสมชาย ใจดี,{MISTYPED},{VALID[1]},4,ปากน้ำ,กลุ่มออมทรัพย์ {VALID[2]},",
        f"{VALID[3]},,,,,,",
    )
    batch = upload(client, sheet, kind="people")
    assert batch.state == "ready" and batch.counts["new"] == 2
    assert kept(client, batch, *VALID, MISTYPED) == set()
    batch = act(client, "confirm", batch, digest=batch.digest)
    assert batch.state == "written" and kept(client, batch, *VALID, MISTYPED) == set()
    assert {str(person) for person in Person.objects.all()} == {"นางสมใจ ใจดี", "นายสมชาย ใจดี"}


@pytest.mark.parametrize("content", [b"PK\x03\x04" + VALID[0].encode(), f"ก\x01{VALID[0]}".encode(), VALID[0].encode()])
def test_a_file_that_is_not_taken_is_not_stored(client, officer, content):
    batch = upload(client, content)
    assert batch.state == "refused" and not batch.file
    assert default_storage.exists("imports") is False or default_storage.listdir("imports")[1] == []
    assert VALID[0] not in database()


def test_the_command_takes_them_out_and_says_so(tmp_path):
    file = tmp_path / f"{VALID[0]}.csv"
    file.write_bytes(csv_of("ชื่อสินค้า,ผู้ผลิต,ตำบล,ปชช.", f"ขนม {PRINTED},ร้านป้า,ปากน้ำ,{MISTYPED}"))
    out = StringIO()
    call_command("import_products", file, stdout=out)
    assert "ตัดเลขบัตรประชาชนออกแล้ว 2 ช่อง จากคอลัมน์ ชื่อสินค้า (1), ปชช. (1)" in out.getvalue()
    assert Product.objects.get().name_th == "ขนม"
    assert VALID[0] not in database() + out.getvalue() and MISTYPED not in database() + out.getvalue()


def test_files_uploaded_before_are_forgotten():
    """The migration of this release, on what an import kept until then."""
    forget = importlib.import_module("catalog.migrations.0008_forget_uploaded_files").forget
    for state in ("ready", "written", "undone"):
        batch = ImportBatch(state=state, file_name="a.csv", sha256="0" * 64)
        batch.file.save("sheet", ContentFile(VALID[0].encode()), save=False)
        batch.preview.save("preview", ContentFile(VALID[0].encode()), save=False)
        batch.save()
    gone = ImportBatch.objects.create(state="headings", file_name="b.csv", sha256="0" * 64, file="imports/gone.csv")
    forget(apps, None)
    assert default_storage.listdir("imports")[1] == []
    assert set(ImportBatch.objects.values_list("file", "preview")) == {("", "")}
    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["dropped", "dropped", "undone", "written"]
    gone.refresh_from_db()
    assert gone.stored_sheet() is None


def test_a_file_in_the_storage_that_is_none_of_ours_is_as_good_as_gone(client, officer):
    batch = ImportBatch(state="comparing", file_name="a.csv", sha256="0" * 64, started_by=officer)
    batch.file.save("sheet", ContentFile(csv_of("ชื่อสินค้า,ผู้ผลิต", "ขนม,ร้านป้า")), save=False)
    batch.save()
    job = begin("compare_import", batch, officer)
    run_due()
    job.refresh_from_db()
    assert (job.state, translate(job.error)) == ("failed", "ไฟล์ของการนำเข้านี้ถูกลบไปแล้ว กรุณาเลือกไฟล์ใหม่")
    assert "ถูกลบไปแล้ว" in page(client, batch)
    assert client.get(reverse("admin:catalog_import_refused", args=[batch.pk])).status_code == 404
