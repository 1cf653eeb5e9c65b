import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import phones
from thai.digits import to_thai
from thai.phones import Phone, normalize_phone, parse_phones

mobiles = st.from_regex(r"\A0[689][0-9]{8}\Z")
landlines = st.from_regex(r"\A0[23457][0-9]{7}\Z")
numbers = st.one_of(mobiles, landlines)

ONE = [
    "0812345678",
    "081-234-5678",
    "081 234 5678",
    "08-1234-5678",
    "08 1234 5678",
    "0-8123-45678",
    "(081) 2345678",
    "081 - 234 - 5678",
    "081 ? 234 ? 5678",
    "๐๘๑-๒๓๔๕๖๗๘",
    "๐  ๘1 234  5678",
    "+66812345678",
    "+66 81 234 5678",
    "+66 (0) 81-234-5678",
    "66812345678",
    "0066812345678",
    "8-1234-5678",
    "812345678",
    812345678,
    812345678.0,
    "812345678.0",
    "โทร.081-234-5678",
    "โทร : 081-2345678",
    "Tel  : 081 234 5678",
    "ติดต่อ 0812345678",
    "ุ0812345678",
    "0812345678&#5554;",
    "\u202d081-234-5678\u202c",
    "081\u200b-234-\u200b5678",
    "081\u2009234\u202f5678",
    "081-\u00ad234-5678",
    "０８１-234-5678",
    "081−234−5678",
    "O81-234-5678",
    "08l-234-5678",
    "081/234/5678",
    "081,234,5678",
    "line: 0812345678",
    "โทรสาร 038541235 โทร 081-234-5678",
    "081-234-5678, 038541235 (fax)",
    "โทร/โทรสาร 081-234-5678",
    "\t081-234-5678 ,",
]


@pytest.mark.parametrize("cell", ONE)
def test_one_mobile_number_in_many_cells(cell):
    assert parse_phones(cell) == [Phone("0812345678")]


LANDLINE = ["038-541234", "0-3854-1234", "038 541 234", "(038) 541234", "+6638541234", 38541234, 38541234.0]


@pytest.mark.parametrize("cell", LANDLINE)
def test_one_landline(cell):
    assert parse_phones(cell) == [Phone("038541234")]


@pytest.mark.parametrize("cell", ["038-541234-5", "038-541234-45", "038 541234-5", "038541234-5"])
def test_the_first_number_of_a_range(cell):
    assert parse_phones(cell) == [Phone("038541234")]


BETWEEN = [",", " , ", "/", " / ", ";", "\n", "\r\n", " ", "  ", " และ ", " หรือ ", "  มือถือ  ", ""]


@pytest.mark.parametrize("between", BETWEEN)
def test_several_numbers_in_a_cell(between):
    if between:
        assert parse_phones(f"038-541234{between}081-234-5678") == [Phone("038541234"), Phone("0812345678")]
    assert parse_phones(f"0812345678{between}0898765432") == [Phone("0812345678"), Phone("0898765432")]


def test_integers_into_which_two_numbers_were_joined():
    assert parse_phones(8123456780898765432) == [Phone("0812345678"), Phone("0898765432")]
    assert parse_phones(812345678038541234) == [Phone("0812345678"), Phone("038541234")]


def test_the_second_of_one_exchange_has_its_area_code():
    assert parse_phones("045-166225, 662602") == [Phone("045166225"), Phone("045662602")]
    assert parse_phones("081-234-5678, 662602") == [Phone("0812345678")]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("คุณสมใจ 081-234-5678", [("0812345678", "คุณสมใจ")]),
        ("สมใจ ใจดี (081-2345678)", [("0812345678", "สมใจ ใจดี")]),
        ("0812345678 (ป้าลา)", [("0812345678", "ป้าลา")]),
        ("081-234-5678(อารีย์)", [("0812345678", "อารีย์")]),
        ("0812345678 ป้าลา", [("0812345678", "ป้าลา")]),
        ("029031111ประไพ0892634901", [("029031111", ""), ("0892634901", "ประไพ")]),
        ("สมใจ 1 081 234 5678 , สมศรี 3 089 876 5432", [("0812345678", "สมใจ"), ("0898765432", "สมศรี")]),
        ("081-2345678 (ป้าลา) 089-8765432 (ลุงมี)", [("0812345678", "ป้าลา"), ("0898765432", "ลุงมี")]),
        ("ประธาน โทร. 081-234-5678", [("0812345678", "ประธาน")]),
        ("ป้า ลา 0812345678, 0898765432", [("0812345678", "ป้า ลา"), ("0898765432", "")]),
    ],
)
def test_names_beside_numbers(cell, found):
    assert [(phone.number, phone.label) for phone in parse_phones(cell)] == found


@pytest.mark.parametrize("cell", ["076-330920 ต่อ 105", "076330920 ต่อ105", "076-330920 ext. 105", "076-330920 #105"])
def test_extensions(cell):
    assert parse_phones(cell) == [Phone("076330920", extension="105")]


def test_an_extension_is_no_label_and_no_number():
    found = parse_phones("ที่ว่าการ 038-541234 ต่อ 12, 081-234-5678")

    assert found == [Phone("038541234", "ที่ว่าการ", "12"), Phone("0812345678")]


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        " ",
        "-",
        "0",
        0,
        -812345678,
        True,
        float("nan"),
        float("inf"),
        1.5,
        10**50,
        ["x"],
        b"0812345678",
        "ไม่มี",
        "888 ต.ปากน้ำ",
        "OTOPสมใจ",
        "081-23456789",
        "081-234-567",
        "08-123-4567",
        "089",
        12345,
        "01-935-0779",
        "10/2 หมู่ 3",
        "668155501240",
        "สายด่วน 1567",
        "โทรสาร 038-541-235",
    ],
)
def test_cells_without_a_certain_number(cell):
    assert parse_phones(cell) == []


def test_an_integer_too_long_to_print_is_no_number():
    assert parse_phones(10**5000) == []


def test_a_number_twice_is_one():
    assert parse_phones("081-234-5678, 0812345678") == [Phone("0812345678")]


@given(st.lists(numbers, min_size=1, max_size=4, unique=True), st.sampled_from([",", "/", " ", "\n", "", " และ "]))
def test_every_number_is_found(stored, between):
    written = between.join(phones.format_phone(number) for number in stored)

    if between or len(stored) == 1:
        assert [phone.number for phone in parse_phones(to_thai(written))] == stored
    assert [phone.number for phone in parse_phones(between.join(stored))] == stored


@given(st.one_of(st.text(), st.text(alphabet="0123456789 -,/()ต่อกข+#๐๑"), st.integers(), st.floats(), st.none()))
def test_whatever_is_found_is_a_stored_number(cell):
    for phone in parse_phones(cell):
        assert normalize_phone(phone.number) == phone.number
        assert phones.tel_uri(phone.number).startswith("tel:+66")
        assert phone.label == phone.label.strip()


@pytest.mark.parametrize(
    "text",
    [
        "\u202d081-234-5678\u202c",
        "081\u200b2345678",
        "0812345678\u200e",
        "０８１２３４５６７８",
        "081−234−5678",
        "08l-234-5678",
    ],
)
def test_a_form_takes_what_a_sheet_does(text):
    assert normalize_phone(text) == "0812345678"


@pytest.mark.parametrize("text", [cell for cell in ONE[:18] if isinstance(cell, str) and "?" not in cell])
def test_normalizing_one_number(text):
    assert normalize_phone(text) == "0812345678"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "081-234-567",
        "081-234-56789",
        "0812345678 0898765432",
        "038-541234-5",
        "081234567a",
        "00812345678",
        "٠812345678",
    ],
)
def test_what_is_not_one_number_is_refused_in_thai(text):
    with pytest.raises(ValueError, match=r"^กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0$"):
        normalize_phone(text)


def test_out():
    assert phones.format_phone("0812345678") == "081-234-5678"
    assert phones.format_phone("038123456") == "038-123-456"
    assert phones.format_phone("021234567") == "02-123-4567"
    assert phones.tel_uri("0812345678") == "tel:+66812345678"
    assert phones.mask_phone("0812345678") == "081-xxx-x678"
    assert phones.mask_phone("038123456") == "038-xxx-456"
    assert phones.mask_phone("021234567") == "02-xxx-x567"


@pytest.mark.parametrize("text", ["", "1", "ไม่มี", "081234567"])
def test_out_of_what_is_no_number(text):
    assert phones.format_phone(text) == text
    assert phones.tel_uri(text) == ""
    assert phones.mask_phone(text) == ""


@given(numbers)
def test_what_is_written_is_read_again(number):
    assert normalize_phone(phones.format_phone(number)) == number
    assert normalize_phone(phones.tel_uri(number).removeprefix("tel:")) == number
    assert number not in phones.mask_phone(number).replace("-", "")
