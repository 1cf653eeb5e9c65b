"""`import_products` and `reindex` as they are typed, on sheets with the dirt of real ones."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.importing.models import ImportBatch, ImportRow
from catalog.products.models import Producer, Product
from tests.factories import make_product
from thai.folding import fold

FIXTURES = Path(__file__).parents[2] / "fixtures"
CSV, XLSX = FIXTURES / "products.csv", FIXTURES / "products.xlsx"

pytestmark = pytest.mark.django_db


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, **options)
    return out.getvalue()


def rows_in_every_table() -> dict[str, int]:
    tables = set(connection.introspection.table_names())  # other tests define models without one
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    assert {Product, ImportRow} <= set(models)
    return {model.__name__: model._base_manager.count() for model in models}


def test_a_dirty_csv_goes_in():
    said = run("import_products", CSV)

    for line in ("เพิ่มใหม่: 10", "เปลี่ยนแปลง: 0", "ไม่เปลี่ยน: 0", "ซ้ำ: 1", "ไม่รับ: 3", "อำเภออื่น (ข้าม): 1", "ผู้ผลิตใหม่: 8"):
        assert line in said
    assert "ไม่รับแถวที่ 9: ไม่มีชื่อสินค้า" in said
    assert "แถวที่ 8 ซ้ำกับแถวที่ 2" in said
    assert Product.objects.count() == 10
    assert not Product.objects.filter(published_at__isnull=False).exists()
    by_name = {product.name_th: product.producer for product in Product.objects.select_related("producer__tambon")}
    assert by_name["หมี่ทอดป้าสุข"].tambon.name_th == "ปากน้ำ"
    assert by_name["หมี่ทอดป้าสุข"].moo == 1
    assert by_name["แกงคั่วสับปะรด"].tambon.name_th == "บางกระเจ็ด"
    assert by_name["น้ำพริกกากหมู"].tambon.name_th == "บางคล้า"
    assert by_name["น้ำพริกกากหมู"].address == "2/4"
    assert by_name["น้ำพริกกากหมู"].phone == "038550103"
    assert by_name["ถั่วคั่ว"] == by_name["กล้วยฉาบ"]
    assert by_name["ถั่วคั่ว"].other_phones == "081-555-0104 (ลุงเปี๊ยก), 081-555-0105"
    assert by_name["น้ำพริกเผา น้ำพริกแกง"].phone == "0815550106"
    assert by_name["น้ำยำตราช้อนส้อม"].name_th == "น้ำยำตราช้อนส้อม"
    assert by_name["ผ้าขาวม้าย้อมคราม"].tambon is None  # its address names a tambon of another district


def test_an_xlsx_with_a_title_and_its_columns_in_another_order_goes_in():
    said = run("import_products", XLSX)

    assert "หัวตารางอยู่แถวที่ 3" in said
    assert "คอลัมน์ที่ไม่ได้ใช้: ลำดับ" in said
    producer = Product.objects.get(name_th="ขนมเปี๊ยะไส้ถั่ว").producer
    assert (producer.tambon.name_th, producer.moo, producer.address) == ("หัวไทร", 3, "2/4")
    assert (producer.phone, producer.district, producer.province) == ("0815550201", "บางคล้า", "ฉะเชิงเทรา")
    assert Product.objects.get(name_th="ตะกร้าสาน").category.code == "craft"


@pytest.mark.parametrize("file", [CSV, XLSX])
def test_the_same_file_again_adds_only_the_record_of_the_import(file):
    run("import_products", file)
    before = rows_in_every_table()
    contents = [list(model.objects.order_by("pk").values()) for model in (Producer, Product, ImportRow)]

    said = run("import_products", file)

    assert "เพิ่มใหม่: 0" in said and "เปลี่ยนแปลง: 0" in said
    assert rows_in_every_table() == before | {"ImportBatch": 2}
    assert [list(model.objects.order_by("pk").values()) for model in (Producer, Product, ImportRow)] == contents
    assert set(ImportBatch.objects.values_list("sha256", "file_name")) == {
        (hashlib.sha256(file.read_bytes()).hexdigest(), file.name)
    }


def test_a_dry_run_says_the_same_and_writes_nothing():
    before = rows_in_every_table()

    said = run("import_products", CSV, "--dry-run")

    assert rows_in_every_table() == before
    assert "ทดลองเท่านั้น ยังไม่ได้บันทึกอะไร" in said
    assert said.splitlines()[:-1] == run("import_products", CSV).splitlines()[:-1]


def test_other_districts_come_only_when_asked_for():
    run("import_products", CSV)
    assert not Product.objects.filter(name_th="มะม่วงกวน").exists()

    said = run("import_products", CSV, "--all-districts")

    assert "เพิ่มใหม่: 1" in said and "อำเภออื่น (ข้าม): 0" in said
    assert Product.objects.get(name_th="มะม่วงกวน").producer.district == "คลองเขื่อน"


def test_publish_shows_new_products_but_no_alcohol():
    run("import_products", CSV, "--publish")

    assert Product.objects.published().count() == 9
    assert not Product.objects.published().filter(name_th="ไวน์มะม่วง").exists()


def test_only_some_repairs_are_shown_unless_all_are_asked_for(tmp_path):
    file = tmp_path / "many.csv"
    file.write_text("ชื่อสินค้า\n" + "".join(f" ขนมชนิดที่ {number}\n" for number in range(15)))

    assert "… และอีก 5 แถว (ดูทั้งหมดด้วย -v 2)" in run("import_products", file, "--dry-run")
    everything = run("import_products", file, "--dry-run", verbosity=2)
    assert "… และอีก" not in everything
    assert "แถวที่ 16 " in everything


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\x89PNG\x00\x01", "อ่านไฟล์ไม่ได้"), (b"PK\x03\x04...", "เสีย"), ("อำเภอ\nบางคล้า".encode(), "ไม่พบคอลัมน์ชื่อสินค้า")],
)
def test_an_unreadable_file_gives_one_line_and_writes_nothing(tmp_path, content, says):
    file = tmp_path / "broken.xlsx"
    file.write_bytes(content)
    before = rows_in_every_table()

    with pytest.raises(CommandError, match=says) as error:
        run("import_products", file)

    assert "\n" not in str(error.value)
    assert rows_in_every_table() == before


def test_reindex_puts_search_columns_right_and_counts():
    product = make_product(name_th="ขนมเปี๊ยะ")
    Product.objects.update(search_text="", search_name="")

    assert "สินค้า OTOP: 1 จาก 1" in run("reindex")

    product.refresh_from_db()
    assert product.search_name == fold("ขนมเปี๊ยะ")
    assert product.search_name in product.search_text
    assert "สินค้า OTOP: 0 จาก 1" in run("reindex")
