"""An exported list, edited in Excel and imported again, loses nothing: every edit is a change, or is listed as not read back."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from catalog.importing import previews
from catalog.importing.models import ImportBatch
from catalog.products.models import Producer, Product
from center.records.messages import translate
from tests import factories
from tests.catalog.importing.test_admin_import import act, confirm, officer, upload

__all__ = ["officer"]
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def product():
    producer = factories.make_producer(name_th="ร้านป้าแดง", tambon=factories.tambon("ปากน้ำ"), phone="0815550101")
    return factories.make_product(name_th="ปลาส้ม", producer=producer, price_low=60, confirmed_on=date(2026, 2, 5))


def exported(client, name: str, language: str = "th") -> openpyxl.Workbook:
    with translation.override(language):
        answer = client.get(reverse(f"admin:{name}_export", args=["xlsx"]))
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def edited(client, name: str, kind: str, row: int = 2, language: str = "th", **edits) -> ImportBatch:
    """Export a list, type over cells of a row as in Excel, and import it."""
    book = exported(client, name, language)
    columns = {cell.value: cell.column for cell in book.active[1]}
    for heading, value in edits.items():
        book.active.cell(row, columns[heading.replace("__", " ")]).value = value
    out = io.BytesIO()
    book.save(out)
    return upload(client, out.getvalue(), kind=kind, name="list.xlsx")


def listed(batch: ImportBatch) -> list[str]:
    """What the preview tells staff to check."""
    return [translate(text) for shown in previews.lines(batch, "to_check") for text in shown["check"]]


def test_what_is_typed_into_a_list_of_products_is_a_change(client, officer, product):
    edits = {
        "ราคา (บาท)": "75 บาท",
        "ถึงราคา (บาท)": 90,
        "ต่อหน่วย": "ถุง",
        "ขนาดบรรจุ": "500 กรัม",
        "เดือนที่มีขาย": "มี.ค. - พ.ค.",
        "เรื่องราวของสินค้า": "ทำจากปลาตะเพียน\nของบางคล้า",
        "เบอร์โทรศัพท์": "089-876-5432",
        "ระดับดาวล่าสุด": 5,
        "ปีคัดสรรล่าสุด": 2567,
        "ข้อมูล ณ วันที่": date(2026, 3, 1),
    }
    batch = edited(client, "catalog_product", "products", **edits)
    assert (batch.state, batch.counts["changed"], listed(batch)) == ("ready", 1, [])
    confirm(client, batch)

    product.refresh_from_db()
    assert (product.price_text, product.pack_th, product.months) == ("75–90 บาท/ถุง", "500 กรัม", 0b11100)
    assert product.story_th == "ทำจากปลาตะเพียน\nของบางคล้า" and product.confirmed_on == date(2026, 3, 1)
    assert product.producer.phone == "0898765432"
    assert (product.star_ratings.get().stars, product.star_ratings.get().year) == (5, 2024)
    assert product.latest_rating == (5, 2024)

    batch = act(client, "undo", ImportBatch.objects.get())
    product.refresh_from_db()
    assert (product.price_low, product.price_high, product.unit) == (Decimal(60), None, None)
    assert product.confirmed_on == date(2026, 2, 5) and not product.star_ratings.exists() and not product.latest_rating
    assert Producer.objects.get().phone == "0815550101"


def test_what_is_typed_into_a_list_of_producers_is_a_change(client, officer, product):
    edits = {"ไอดีไลน์": "padaeng", "ช่องทางจำหน่ายอื่น": "ตลาดน้ำบางคล้า", "เรื่องราว": "ทำมาสามรุ่น", "หมู่ที่": 6}
    batch = edited(client, "catalog_producer", "producers", **edits)
    assert listed(batch) == []
    confirm(client, batch)

    producer = Producer.objects.get()
    assert (producer.line_id, producer.channels, producer.story_th, producer.moo) == (
        "padaeng",
        "ตลาดน้ำบางคล้า",
        "ทำมาสามรุ่น",
        6,
    )


def test_what_is_not_read_back_is_listed_with_the_old_and_the_typed_value(client, officer, product):
    edits = {
        "ราคา (บาท)": "หกสิบ",
        "ต่อหน่วย": "กระบุง",
        "มีแอลกอฮอล์": "ใช่",
        "เลขที่ผู้ผลิต": 99,
        "ตำบล": None,
        "เดือนที่มีขาย": "หน้าร้อน",
        "ข้อมูล ณ วันที่": "1/12/26",
        "เผยแพร่เมื่อ": None,
    }
    batch = edited(client, "catalog_product", "products", **edits)
    texts = listed(batch)

    assert batch.counts["changed"] == 0
    assert "ราคา (บาท): ในระบบ “60.00” ในไฟล์ “หกสิบ” ไม่ได้เปลี่ยนตามไฟล์ แก้ได้ที่หน้ารายการ" in texts
    assert any(text.startswith("ต่อหน่วย: ในระบบ “”") and "กระบุง" in text for text in texts)
    assert any(text.startswith("มีแอลกอฮอล์: ในระบบ “ไม่ใช่” ในไฟล์ “ใช่”") for text in texts)
    assert any(text.startswith("เดือนที่มีขาย: ในระบบ “ทั้งปี” ในไฟล์ “หน้าร้อน”") for text in texts)
    assert any(text.startswith("ข้อมูล ณ วันที่: ในระบบ “5/2/2569” ในไฟล์ “1/12/26”") for text in texts)
    assert any(text.startswith("ตำบล: ในไฟล์เป็นช่องว่าง คงค่าเดิม “ปากน้ำ”") for text in texts)
    assert any(text.startswith("เผยแพร่เมื่อ: ในไฟล์เป็นช่องว่าง") for text in texts)


def test_prices_that_make_no_range_are_listed(client, officer, product):
    batch = edited(client, "catalog_product", "products", **{"ราคา (บาท)": 80, "ถึงราคา (บาท)": 70})

    assert batch.counts["changed"] == 0 and len(listed(batch)) == 2


def test_an_edit_in_any_row_of_a_producer_reaches_it(client, officer, product):
    factories.make_product(name_th="ปลาเค็ม", producer=product.producer)
    confirm(client, edited(client, "catalog_product", "products", row=3, เบอร์โทรศัพท์="0898765432"))

    assert Producer.objects.get().phone == "0898765432"


def test_words_typed_into_a_story_are_looked_at(client, officer, product):
    confirm(client, edited(client, "catalog_product", "products", เรื่องราวของสินค้า="ช่วยรักษาโรคเบาหวาน"))

    product.refresh_from_db()
    assert product.health_claim


def test_a_list_exported_in_english_is_read_too(client, officer, product):
    headings = [cell.value for cell in exported(client, "catalog_product", "en")["ข้อมูล"][1]]
    assert "ราคา (บาท)" not in headings
    price = next(heading for heading in headings if "Price" in heading)
    batch = edited(client, "catalog_product", "products", language="en", **{price: 75})

    assert (batch.state, batch.counts["changed"], listed(batch)) == ("ready", 1, []), batch.trouble


def test_dates_are_dates_in_excel_and_buddhist_texts_in_csv(client, officer, product):
    Product.objects.update(published_at=timezone.now())
    sheet = exported(client, "catalog_product").active
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert cells["ข้อมูล ณ วันที่"].value.date() == date(2026, 2, 5)
    assert cells["ข้อมูล ณ วันที่"].number_format.startswith("[$-107041E]")
    assert cells["เผยแพร่เมื่อ"].is_date

    answer = client.get(reverse("admin:catalog_product_export", args=["csv"]))
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert row["ข้อมูล ณ วันที่"] == "5/2/2569"


def test_a_price_in_an_offices_own_sheet_is_imported(client, officer):
    sheet = "ชื่อสินค้า,ผู้ผลิต,ตำบล,ราคา (บาท),ต่อหน่วย\nปลาส้ม,ร้าน,ปากน้ำ,35.-,ถุง\nปลาเค็ม,ร้าน,ปากน้ำ,แล้วแต่ขนาด,"
    batch = upload(client, sheet.encode(), name="a.csv")
    assert any("ราคา (บาท): อ่าน “แล้วแต่ขนาด” ไม่ออก" in text for text in listed(batch))
    confirm(client, batch)

    assert Product.objects.get(name_th="ปลาส้ม").price_text == "35 บาท/ถุง"


# --- People -------------------------------------------------------------------------------------------------------


@pytest.fixture
def person():
    person = factories.make_person(title="นาง", first_name="สมใจ", surname="รักดี", phone="0815550101", moo=3)
    group = factories.make_group(name_th="กลุ่มแม่บ้าน")
    person.memberships.create(group=group, role="ประธาน")
    return person


def test_an_exported_list_of_people_has_groups_and_roles_and_changes_nothing(client, officer, person):
    factories.make_person(first_name="สมชาย", surname="", phone="")
    sheet = exported(client, "center_person").active
    rows = [
        dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in row], strict=True))
        for row in sheet.iter_rows(min_row=2)
    ]
    assert {(row["ชื่อ"], row["กลุ่ม"], row["หน้าที่"]) for row in rows} == {
        ("สมใจ", "กลุ่มแม่บ้าน", "ประธาน"),
        ("สมชาย", None, None),
    }

    batch = edited(client, "center_person", "people")
    assert batch.state == "ready", (batch.trouble, batch.headings)
    assert (batch.counts["unchanged"], batch.counts["new"], batch.counts["changed"], listed(batch)) == (2, 0, 0, [])


def test_what_is_typed_into_a_list_of_people_is_a_change_or_listed(client, officer, person):
    edits = {"เบอร์โทรศัพท์": "089-876-5432", "นามสกุล": "ใจงาม", "เพศ": "หญิง", "หน้าที่": "เหรัญญิก", "ชื่อเล่น": "ใจ"}
    batch = edited(client, "center_person", "people", **edits)
    assert (batch.counts["changed"], batch.counts["new"]) == (1, 0)
    texts = listed(batch)
    assert any(text.startswith("หน้าที่: ในระบบ “ประธาน” ในไฟล์ “เหรัญญิก”") for text in texts)
    assert any(text.startswith("เพศ: ในระบบ “”") for text in texts) and len(texts) == 2
    confirm(client, batch)

    person.refresh_from_db()
    assert (person.phone, person.surname, person.nickname) == ("0898765432", "ใจงาม", "ใจ")
    assert "0815550101" not in str(batch.rows.values_list("before", "after"))

    act(client, "undo", batch)
    person.refresh_from_db()
    assert (person.phone, person.nickname) == ("0898765432", "")
    assert "ไม่ได้เก็บไว้" in translate(batch.rows.get().undo_note)
