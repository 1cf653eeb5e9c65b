"""Sheets made to do harm, sent through the staff site: refused in Thai, at once, cheaply, and nothing is written."""

import json
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.importing.models import ImportBatch, ImportRow
from catalog.products.models import Producer, Product
from center.jobs.models import Job
from center.jobs.running import run_due
from center.people.models import Group, Person
from center.records.messages import translate
from center.sheets.reading import MOST_BYTES
from tests import factories
from tests.catalog.importing import hostile_sheets

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
REFUSED_UNREAD = pytest.mark.sqlite_only(reason="the sheet is refused before any of it reaches the database")

# Seconds of computing on the machine that `slowness` compares with, where the worst of these sheets takes half of one.
SECONDS, MEGABYTES = 2, 300
COSTLY, BROKEN, ROWS, WIDE = "ใหญ่ผิดปกติ", "เสีย", "เกิน 50,000 แถว", "มีเกิน 60 คอลัมน์"
NO_SHEET = "อ่านไฟล์ไม่ได้"
REFUSED = {
    "zip_bomb": COSTLY,
    "zip_bomb_that_lies": BROKEN,
    "zip_bomb_of_another_packing": COSTLY,
    "archive_of_400_000_parts": COSTLY,
    "encrypted_archive": BROKEN,
    "billion_laughs": COSTLY,
    "billion_laughs_in_shared_strings": COSTLY,
    "billion_laughs_in_the_workbook": COSTLY,
    "quadratic_blowup": COSTLY,
    "entity_that_reads_a_file": COSTLY,
    "a_million_empty_rows": ROWS,
    "a_million_numbered_empty_rows": COSTLY,
    "a_row_at_the_very_bottom": ROWS,
    "a_million_empty_rows_of_csv": ROWS,
    "two_hundred_columns": WIDE,
    "two_hundred_columns_of_csv": WIDE,
    "a_row_of_a_million_cells": COSTLY,
    "rows_hidden_in_comments": COSTLY,
    "a_million_merged_ranges": COSTLY,
    "shared_strings_of_300_mb": COSTLY,
    "two_million_shared_strings": COSTLY,
    "a_cell_of_40_mb": "ยาวเกิน 10,000 ตัวอักษร",
    "fourteen_thousand_sheets": COSTLY,
    "sheets_that_begin_late": COSTLY,
    "content_types_without_end": BROKEN,
    "content_types_in_utf_16": COSTLY,
    "rows_among_the_pictures": COSTLY,
    "a_worksheet_called_a_chart": COSTLY,
    "a_pdf": NO_SHEET,
    "a_picture": NO_SHEET,
    "an_old_xls": "รุ่นเก่า",
    "a_web_page": NO_SHEET,
    "another_archive": BROKEN,
    "half_of_a_sheet": BROKEN,
    "twenty_mb_of_spaces": BROKEN,
    "twenty_mb_in_quotes": BROKEN,
}


@pytest.fixture
def officer(client):
    user = factories.make_staff()
    client.force_login(user)
    return user


@pytest.fixture(scope="module")
def reader():
    """A fresh process that reads sheets, to tell what one costs."""
    command = [sys.executable, "-m", "tests.catalog.importing.sheet_reading"]
    options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": settings.BASE_DIR}
    with subprocess.Popen(command, **options) as process:
        yield process
        process.stdin.close()


def send(client, content: bytes, kind: str = "products", name: str = "sheet.xlsx"):
    return client.post(
        reverse("admin:catalog_import_upload"), {"file": SimpleUploadedFile(name, content), "kind": kind}
    )


def shown(client, batch: ImportBatch, **query) -> str:
    answer = client.get(reverse("admin:catalog_import", args=[batch.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def nothing_is_written() -> bool:
    return not any(model.objects.exists() for model in (Product, Producer, Person, Group, ImportRow))


@REFUSED_UNREAD
@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_sheet_is_refused_in_thai_in_time_and_nothing_is_written(
    client, officer, reader, slowness, tmp_path, kind
):
    content = getattr(hostile_sheets, kind)()
    began = time.thread_time()  # what it takes on a machine that has nothing else to do
    assert send(client, content).status_code == 302
    took = time.thread_time() - began
    batch = ImportBatch.objects.get()
    trouble = translate(batch.trouble)
    assert batch.state == "refused" and REFUSED[kind] in trouble
    assert took <= SECONDS * slowness, took
    assert run_due() == 0 and not Job.objects.exists()
    assert nothing_is_written() and not batch.preview and not batch.file
    assert trouble in shown(client, batch)

    file = tmp_path / "sheet"
    file.write_bytes(content)
    reader.stdin.write(f"{file}\n")
    reader.stdin.flush()
    cost = json.loads(reader.stdout.readline())
    assert cost["refusal"] == trouble
    assert cost["seconds"] <= SECONDS * slowness and cost["mb"] <= MEGABYTES, cost


def test_every_hostile_sheet_is_sent():
    makers = {name for name, made in vars(hostile_sheets).items() if getattr(made, "__module__", "").endswith("sheets")}
    assert makers - REFUSED.keys() <= {"plain", "saved", "part", "with_part", "worksheet", "_declaring", "_inside"}


@REFUSED_UNREAD
@pytest.mark.parametrize(("content", "says"), [(b"", "ไฟล์"), (b"x" * (MOST_BYTES + 1), "ใหญ่เกิน 20 MB")])
def test_what_is_empty_or_too_large_isnt_even_stored(client, officer, slowness, content, says):
    began = time.thread_time()
    answer = send(client, content)
    assert time.thread_time() - began <= SECONDS * slowness
    assert answer.status_code == 200 and says in str(answer.context["form"].errors["file"])
    assert not ImportBatch.objects.exists() and not Job.objects.exists()


# --- Not refused, and harmless ------------------------------------------------------------------------------------


def taken(client, content: bytes, name: str = "sheet.xlsx") -> ImportBatch:
    assert send(client, content, name=name).status_code == 302
    run_due()
    batch = ImportBatch.objects.get()
    assert batch.state == "ready", batch.trouble
    assert nothing_is_written()
    return batch


def test_a_formula_counts_as_what_excel_computed_and_nothing_is_computed_here(client, officer):
    row = b'<row r="%d"><c r="A%d" t="str"><f>%b</f>%b</c><c r="B%d" t="inlineStr"><is><t>x</t></is></c></row>'
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in ("ชื่อสินค้า", "ผู้ผลิต"))
    computed = "<v>ขนมเปี๊ยะ</v>".encode()
    command = b"cmd|'/c calc'!A1"
    rows = [row % (2, 2, b'"x"&amp;"y"', computed, 2), row % (3, 3, command, b"", 3)]
    batch = taken(client, hostile_sheets.worksheet(b"<row>", heads.encode(), b"</row>", *rows))
    assert (batch.counts["new"], batch.counts["refused"]) == (1, 1)
    assert "ขนมเปี๊ยะ" in shown(client, batch, show="new")
    assert "ไม่มีชื่อสินค้า" in shown(client, batch, show="refused")
    assert "calc" not in shown(client, batch, show="refused")
    assert any("สูตร" in note for note in batch.notes) and batch.notes[0] in shown(client, batch)


def test_a_formula_in_a_csv_is_a_refused_row(client, officer):
    content = 'ชื่อสินค้า,ผู้ผลิต\n"=HYPERLINK(""http://x"",""ขนม"")",ร้านป้า\n'.encode()
    batch = taken(client, content, name="a.csv")
    assert (batch.counts["new"], batch.counts["refused"]) == (0, 1)
    assert "ชื่อสินค้าเป็นสูตร" in shown(client, batch, show="refused")


def test_merged_cells_count_once_and_the_officer_is_told(client, officer):
    book = openpyxl.Workbook()
    for row in (["ชื่อสินค้า", "ผู้ผลิต"], ["ขนม", "ร้านหนึ่ง"], ["ข้าว", None]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    batch = taken(client, hostile_sheets.saved(book))
    assert batch.counts["new"] == 1
    assert any("ผสาน" in translate(note) for note in batch.notes)


def test_hidden_rows_and_columns_are_read_and_hidden_sheets_are_not(client, officer):
    book = openpyxl.Workbook()
    for row in (["ชื่อสินค้า", "ผู้ผลิต"], ["ขนม", "ร้านหนึ่ง"], ["ข้าว", "ร้านสอง"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    secret = book.create_sheet("ลับ")
    secret.append(["ชื่อสินค้า"])
    secret.append(["ของลับ"])
    secret.sheet_state = "veryHidden"
    batch = taken(client, hostile_sheets.saved(book))
    page = shown(client, batch, show="new")
    assert batch.counts["new"] == 2 and "ร้านสอง" in page and "ของลับ" not in page
    assert any("ซ่อน" in note for note in batch.notes)


def test_the_reader_of_the_test_tells_what_a_sheet_costs(reader, tmp_path):
    """Otherwise the limit on memory would prove nothing."""
    file: Path = tmp_path / "large"
    file.write_bytes(b"x\n" * 9_000_000)
    reader.stdin.write(f"{file}\n")
    reader.stdin.flush()
    assert json.loads(reader.stdout.readline())["mb"] > 30
