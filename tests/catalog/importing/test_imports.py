"""Rows of a sheet met with the database: what is new, the same, changed, twice, refused; and the writing of it."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from catalog.importing.columns import PRODUCTS
from catalog.importing.comparison import compare
from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.reading import read_products
from catalog.importing.rows import OtherDistrictRow, ProductRow
from catalog.importing.stored import Known
from catalog.importing.writing import ImportClash, write
from catalog.products.models import Producer, Product
from center.sheets.rows import NotDataRow, Outcome, RefusedRow
from center.sheets.sheet import SheetRefused
from tests.factories import category, make_producer, make_product, tambon
from thai.folding import fold

pytestmark = pytest.mark.django_db

HEADINGS = ["ชื่อสินค้า", "อปท.", "อำเภอ", "จังหวัด", "ผู้ผลิต", "ที่อยู่", "เบอร์โทร", "LAT", "LONG", "ประเภท"]
PURE = Known({fold("ปากน้ำ"): "240209"}, {fold("อาหาร"): "food"})


NAMES = ["product", "local_government", "district", "province", "producer"]
NAMES += ["address", "phone", "latitude", "longitude", "category"]
OURS = {
    "local_government": "เทศบาลตำบลปากน้ำ",
    "district": "บางคล้า",
    "province": "ฉะเชิงเทรา",
    "producer": "ร้านป้าแดง",
    "category": "อาหาร",
}


def cells(product="ขนมเปี๊ยะ", **fields) -> list:
    """The cells of a row under HEADINGS: of our district, and valid but for what a test names."""
    given = OURS | fields | {"product": product}
    return [given.get(name) for name in NAMES]


def read(*rows: list, headings: list = HEADINGS, all_districts: bool = False, known: Known = PURE) -> list:
    table = list(enumerate([headings, *rows], start=1))
    return list(read_products(table, PRODUCTS.find(table), known, all_districts=all_districts))


def compared(*rows: list, **options):
    return compare(read(*rows, known=Known.load(), **options))


def imported(*rows: list, sha256: str = "a", publish: bool = False, **options) -> ImportBatch:
    return written(compared(*rows, **options), sha256=sha256, published=publish)


def written(comparison, **fields) -> ImportBatch:
    batch = ImportBatch(file_name="f.csv", **fields)
    write(comparison, batch, by=None)
    return batch


def outcomes(comparison) -> list:
    return [change.outcome for change in comparison.changes]


# --- Reading a row ----------------------------------------------------------------------------------------------


def test_a_row_is_repaired_and_says_so():
    [row] = read(
        cells(" เเกงส้ม ", producer="นางแดง  ตัวอย่าง", phone=815550101, address="02-Apr", latitude="5", longitude="97")
    )

    assert row.values == {"name_th": "แกงส้ม", "category": "food"}
    assert row.producer.values["name_th"] == "นางแดง ตัวอย่าง"
    assert row.producer.values["kind"] == "single"
    assert row.producer.values["phone"] == "0815550101"
    assert row.producer.values["address"] == "2/4"
    assert row.producer.values["tambon_id"] == "240209"
    assert row.producer.values["latitude"] is row.producer.values["longitude"] is None
    said = " ".join(row.repairs)
    assert all(word in said for word in ["เ เ เป็น แ", "ตัดช่องว่างเกิน", "เติม 0", "แก้กลับเป็น 2/4", "องศาเต็ม"])


def test_a_row_without_producer_has_the_products_name_there():
    [row] = read(cells("น้ำยำ", producer="-"))

    assert row.producer.values["name_th"] == "น้ำยำ"
    assert "ผู้ผลิต: ไม่มีชื่อ ใช้ชื่อสินค้าแทน" in row.repairs


def test_an_unreadable_phone_is_noted_and_refuses_nothing():
    [row] = read(cells(phone="ถามที่ตลาด"))

    assert row.producer.values["phone"] == ""
    assert "อ่านเบอร์ไม่ออก: ถามที่ตลาด" in row.repairs


def test_an_unknown_category_is_left_to_guessing_and_noted():
    [row] = read(cells(category="ของแปลก"))

    assert row.values["category"] == ""
    assert "ไม่รู้จักประเภท “ของแปลก” จัดเป็นอาหารไว้ก่อน" in row.repairs


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (cells(None), "ไม่มีชื่อสินค้า"),
        (cells("-"), "ไม่มีชื่อสินค้า"),
        (cells("ไม่มี"), "ไม่มีชื่อสินค้า"),
        (cells("#REF!"), "ไม่มีชื่อสินค้า"),
        (cells("12/34"), "มีแต่ตัวเลข"),
        (cells("่้"), "ไม่มีชื่อสินค้า"),
        (cells(12345), "ไม่ใช่ข้อความ"),
        (cells("=HYPERLINK(1)"), "เป็นสูตร"),
        (cells("ข" * 201), "ยาวเกิน 200"),
        (cells("ชื่อสินค้า"), "หัวตารางซ้ำ"),
        (cells(district="เทศบาลตำบลปากน้ำ"), "เลื่อนช่อง"),
        (cells(province="24110"), "เลื่อนช่อง"),
    ],
)
def test_a_row_is_refused_with_its_number_and_a_reason(row, reason):
    [refused] = read(row)

    assert isinstance(refused, RefusedRow)
    assert refused.number == 2
    assert reason in refused.reason


def test_rows_of_other_districts_are_left_out_unless_asked_for():
    other = cells(district="บ้านโพธิ์")

    assert read(other) == [OtherDistrictRow(2)]
    [row] = read(other, all_districts=True)
    assert row.producer.values["tambon_id"] is None
    assert row.producer.values["district"] == "บ้านโพธิ์"


def test_the_district_is_read_from_the_address_where_its_cell_is_empty():
    [row] = read(cells(district="", address="9 ต.ปากน้ำ อ.บางคล้า"))
    assert row.producer.values["district"] == "บางคล้า"
    assert read(cells(district="", address="9 ต.หนองบัว อ.บ้านโพธิ์")) == [OtherDistrictRow(2)]


def test_a_sheet_without_district_and_province_is_our_own():
    [row] = read(["ขนม", "ปากน้ำ"], headings=["สินค้า", "ตำบล"])

    assert row.producer.values["district"] == "บางคล้า"
    assert row.producer.values["tambon_id"] == "240209"


def test_one_cell_with_several_products_gives_several():
    rows = read(cells("กล้วยกวน,ถั่วคั่ว"))

    assert [row.values["name_th"] for row in rows] == ["กล้วยกวน", "ถั่วคั่ว"]
    assert {row.number for row in rows} == {2}
    assert len({row.producer.identity for row in rows}) == 1
    assert len({row.identity for row in rows}) == 2


def test_names_apart_by_a_tone_mark_or_a_decimal_point_are_different_products_and_are_pointed_out():
    names = ["เสื่อทอมือ", "เสื้อทอมือ", "น้ำปลา 1.5 ลิตร", "น้ำปลา 15 ลิตร", "ผ้าไหม", "ผ้าใหม่", "ไข่เค็ม 3/4", "ไข่เค็ม 34"]
    batch = imported(*map(cells, names))

    assert batch.counts["new"] == Product.objects.count() == 8
    assert Producer.objects.count() == 1
    near = [change.row.to_check for change in compared(cells("ขนมจีน"), cells("ขนมจี๊น"), cells("เสือทอมือ")).changes]
    assert not near[0] and "“ขนมจีน”" in near[1][0] and "ทอมือ”" in near[2][0]
    again = compared(*map(cells, names))
    assert outcomes(again) == [None] * 8 and not any(change.row.to_check for change in again.changes)


def test_a_producers_near_name_is_pointed_out():
    make_producer(name_th="ร้านป้าแดง", tambon=tambon("ปากน้ำ"))
    [change] = compared(cells(producer="ร้านปาแดง")).changes

    assert change.producer.is_new and "ชื่อผู้ผลิตใกล้เคียงกับ “ร้านป้าแดง”" in change.row.to_check[0]


def test_spelling_does_not_make_two_products_but_place_and_producer_do():
    [first] = read(cells("ขนมเปี๊ยะ"))

    assert read(cells("ขนม เปี๊ยะ", producer="ร้าน ป้าแดง"))[0].identity == first.identity
    assert read(cells("ขนมเปี๊ยะ", producer="ร้านป้าดำ"))[0].identity != first.identity
    assert read(cells("ขนมเปี๊ยะ", local_government="เทศบาลตำบลบางคล้า"))[0].identity != first.identity


ANY_CELL = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(st.lists(ANY_CELL, max_size=len(HEADINGS) + 2))
def test_no_cell_makes_reading_fail(row):
    for found in read(row, all_districts=True):
        if isinstance(found, ProductRow):
            assert 0 < len(found.values["name_th"]) <= 200
            assert 0 < len(found.producer.values["name_th"]) <= 200
            assert len(found.producer.values["address"]) <= 300
        elif not isinstance(found, NotDataRow):
            assert found.reason


# --- Comparing and writing --------------------------------------------------------------------------------------


def test_new_rows_are_written_with_history_and_wait_unpublished():
    batch = imported(cells("ขนมเปี๊ยะ", phone="0815550101"), cells("ข้าวหลาม"))

    product = Product.objects.get(name_th="ขนมเปี๊ยะ")
    assert product.published_at is None and product.producer.published_at is None
    assert product.category.code == "food" and not product.category_confirmed
    assert product.producer.tambon == tambon("ปากน้ำ")
    assert product.producer.phone == "0815550101" and not product.producer.phone_shown
    assert product.search_name == fold("ขนมเปี๊ยะ") and fold("ป้าแดง") in product.search_text
    assert product.sort_key
    assert Producer.objects.count() == 1
    assert product.history.get().history_change_reason == f"นำเข้าจากไฟล์ ครั้งที่ {ImportBatch.objects.get().pk}"
    assert product.producer.history.count() == 1
    assert batch.counts["new"] == 2
    assert set(batch.rows.values_list("outcome", "product__name_th")) == {("new", "ขนมเปี๊ยะ"), ("new", "ข้าวหลาม")}


def test_the_same_rows_again_change_nothing():
    rows = [cells("ขนมเปี๊ยะ"), cells("ขนม เปี๊ยะ"), cells("-"), cells("กล้วยกวน,ถั่วคั่ว")]
    imported(*rows)
    before = [list(model.objects.order_by("pk").values()) for model in (Producer, Product, ImportRow)]
    histories = Product.history.count(), Producer.history.count()

    again = imported(*rows)

    assert [list(model.objects.order_by("pk").values()) for model in (Producer, Product, ImportRow)] == before
    assert (Product.history.count(), Producer.history.count()) == histories
    assert again.counts["unchanged"] == 3
    assert again.rows.count() == 0


def test_a_row_that_stands_twice_counts_once_and_names_the_first():
    comparison = compared(cells("ขนมเปี๊ยะ"), cells("ขนม เปี๊ยะ"))

    assert outcomes(comparison) == [Outcome.NEW, Outcome.DUPLICATE]
    assert comparison.changes[1].reason == "ซ้ำกับแถวที่ 2"


def test_refused_and_duplicate_rows_are_recorded_once_a_file():
    rows = [cells("ขนมเปี๊ยะ"), cells("ขนม เปี๊ยะ"), cells("-")]

    assert imported(*rows).rows.exclude(outcome=Outcome.NEW).count() == 2
    assert imported(*rows).rows.count() == 0
    assert imported(*rows, sha256="b").rows.count() == 2


def test_later_rows_fill_what_the_first_left_empty():
    second = cells("ข้าวหลาม", phone="0815550101", latitude=13.74, longitude=101.21)
    imported(cells("ขนมเปี๊ยะ"), second, cells("กะปิ", phone="038555102"))

    producer = Producer.objects.get()
    assert producer.phone == "0815550101"
    assert (producer.latitude, producer.longitude) == (13.74, 101.21)


def test_corrections_of_staff_survive_the_same_sheet():
    imported(cells(phone="0815550101"))
    Producer.objects.update(phone="0815550199", name_th="ร้านป้าแดงใหม่")
    Product.objects.update(category=category("drink"))

    assert outcomes(compared(cells(phone="0815550101"))) == [None]


def test_only_what_the_sheet_changed_is_written():
    imported(cells(phone="0815550101", address="1 ม.1"))
    Producer.objects.update(address="บ้านใหม่ 99")

    batch = imported(cells(phone="0815550102", address="1 ม.1"), sha256="b")

    producer = Producer.objects.get()
    assert (producer.phone, producer.address) == ("0815550102", "บ้านใหม่ 99")
    row = batch.rows.get()
    assert row.outcome == Outcome.CHANGED
    assert row.before == {"producer": {"phone": "0815550101"}, "product": {}}
    assert row.after["producer"]["phone"] == "0815550102"
    assert outcomes(compared(cells(phone="0815550102", address="1 ม.1"))) == [None]


def test_a_change_is_kept_in_the_history_and_in_the_search_columns():
    imported(cells("ขนม เปี๊ยะ"))

    imported(cells("ขนมเปี๊ยะ", district="บางคล้า", category="เครื่องดื่ม"), sha256="b")

    product = Product.objects.get()
    assert product.name_th == "ขนมเปี๊ยะ"
    assert product.category.code == "drink"
    assert fold("เครื่องดื่ม") in product.search_text
    assert product.history.count() == 2


def test_a_producers_new_spelling_reaches_its_products():
    imported(cells(producer="ร้านป้าแดง", phone="0815550101"))
    Producer.objects.update(name_th="x")
    Product.objects.reindex()

    imported(cells(producer="ร้าน ป้าแดง", phone="0815550101"), sha256="b")

    assert fold("ร้านป้าแดง") in Product.objects.get().search_text


def test_an_empty_cell_erases_nothing():
    imported(cells(phone="0815550101", latitude=13.74, longitude=101.21))

    assert outcomes(compared(cells(category=""))) == [None]


def test_what_a_sheet_left_out_in_between_is_still_remembered():
    imported(cells(phone="0815550101"))
    imported(cells(address="9 ม.1"), sha256="b")
    Producer.objects.update(phone="0815550199")

    assert outcomes(compared(cells(phone="0815550101"))) == [None]


def test_a_guess_does_not_undo_a_confirmed_category():
    imported(cells())
    Product.objects.update(category_confirmed=True)

    assert outcomes(compared(cells(category="เครื่องดื่ม"))) == [None]


def test_a_product_staff_typed_is_recognized_and_only_its_empty_fields_filled():
    producer = make_producer(name_th="ร้าน ป้าแดง", tambon=tambon("ปากน้ำ"), address="ของเรา")
    product = make_product(name_th="ขนม เปี๊ยะ", producer=producer)

    batch = imported(cells("ขนมเปี๊ยะ", address="9 ม.1", phone="0815550101"))

    assert Product.objects.get() == product
    product.refresh_from_db()
    assert product.name_th == "ขนม เปี๊ยะ" and product.source_key and product.published_at
    assert (product.producer.address, product.producer.phone) == ("ของเรา", "0815550101")
    assert batch.rows.get().outcome == Outcome.CHANGED
    assert outcomes(compared(cells("ขนมเปี๊ยะ", address="9 ม.1", phone="0815550101"))) == [None]


def test_a_product_renamed_to_another_row_of_the_sheet_is_not_made_twice():
    imported(cells("ขนมเปี๊ยะ"))
    product = Product.objects.get()
    product.name_th = "ข้าวหลาม"
    product.save()

    comparison = compared(cells("ข้าวหลาม"), cells("ขนมเปี๊ยะ"))

    assert outcomes(comparison) == [Outcome.DUPLICATE, None]
    assert "ในระบบแล้ว" in comparison.changes[0].reason


def test_publishing_at_once_is_for_new_rows_and_never_for_alcohol():
    imported(cells("ขนมเปี๊ยะ"))

    imported(cells("ขนมเปี๊ยะ"), cells("ข้าวหลาม", producer="ร้านสอง"), cells("ไวน์มะม่วง", producer="ร้านสอง"), publish=True)

    assert [product.name_th for product in Product.objects.published()] == ["ข้าวหลาม"]
    wine = Product.objects.get(name_th="ไวน์มะม่วง")
    assert wine.alcohol and not wine.alcohol_approved and wine.published_at is None


@pytest.mark.parametrize("number", [1, 30])
def test_the_cost_does_not_grow_with_rows(number, django_assert_max_num_queries):
    rows = [cells(f"ขนมชนิดที่ {n}", producer=f"ร้านที่ {n}") for n in range(number)]

    with django_assert_max_num_queries(30):
        imported(*rows)

    assert Product.objects.count() == number


# --- Clashes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Producer, Product])
def test_the_database_refuses_a_source_key_twice(model):
    make = make_producer if model is Producer else make_product
    make(source_key="k")

    with pytest.raises(IntegrityError), transaction.atomic():
        make(source_key="k")


def test_of_two_imports_at_once_the_second_writes_nothing_and_says_so():
    first, second = compared(cells("ขนมเปี๊ยะ")), compared(cells("ขนมเปี๊ยะ"), cells("ข้าวหลาม"))
    written(first, sha256="a")

    with pytest.raises(ImportClash, match="ยังไม่ได้บันทึกอะไรเลย"):
        written(second, sha256="b")

    assert Product.objects.count() == Producer.objects.count() == ImportBatch.objects.count() == 1
    assert connection.is_usable()


def test_what_staff_edited_during_the_comparison_stops_the_import():
    imported(cells(phone="0815550101"))
    comparison = compared(cells(phone="0815550102"), cells("ข้าวหลาม"))
    Producer.objects.update(phone="0815550199")

    with pytest.raises(ImportClash, match="ถูกแก้ไขระหว่างเปรียบเทียบ"):
        written(comparison, sha256="b")

    assert Producer.objects.get().phone == "0815550199"
    assert Product.objects.count() == 1


def test_without_categories_nothing_can_be_imported():
    category("food").delete()

    with pytest.raises(SheetRefused, match="ยังไม่มีประเภท"):
        Known.load()
