"""ID-card numbers: their check digit, how they are written, column headings, and other numbers of thirteen digits."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from thai.digits import to_thai
from thai.id_cards import find_id_cards, is_id_card_number, names_id_card, names_other_number, without_id_cards


def checked(twelve: str) -> str:
    """Twelve digits with their check digit, computed as the Department of Provincial Administration does."""
    total = sum(int(twelve[index]) * (13 - index) for index in range(12))
    return twelve + str((11 - total % 11) % 10)


def printed(number: str, gap: str = "-") -> str:
    return gap.join([number[0], number[1:5], number[5:10], number[10:12], number[12]])


# Invented for these tests.
NUMBER = "3240100123450"
WRONG = "3240100123456"
numbers = st.from_regex(r"\A[1-8][0-9]{11}\Z").map(checked)
WAYS = [
    str,
    printed,
    to_thai,
    lambda number: printed(number, " "),
    lambda number: printed(number, " - "),
    lambda number: printed(number, "."),
    lambda number: printed(number, "\u200b"),
    lambda number: to_thai(printed(number)),
    lambda number: f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:]}",
    lambda number: f"{number[0]} {number[1:]}",
    lambda number: " ".join(number),
    lambda number: f"{number[0]}-{number[1:5]}-\r\n{number[5:10]}-{number[10:12]}-{number[12]}",
    lambda number: f"{int(number):,}",
    lambda number: f"{number}.0",
    lambda number: number.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
]
ways = st.sampled_from(WAYS)
no_digits = st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"]), max_size=12)


# --- The check digit -----------------------------------------------------------------------------------------------


def test_the_number_of_these_tests_is_checked_by_hand():
    """3·13 + 2·12 + 4·11 + 0 + 1·9 + 0 + 0 + 1·6 + 2·5 + 3·4 + 4·3 + 5·2 = 166; 166 mod 11 = 1; (11 - 1) mod 10 = 0."""
    assert checked("324010012345") == NUMBER
    assert is_id_card_number(NUMBER) and not is_id_card_number(WRONG)


@given(numbers)
def test_exactly_one_last_digit_is_right(number):
    assert [digit for digit in "0123456789" if is_id_card_number(number[:12] + digit)] == [number[12]]


@given(numbers, st.integers(0, 12).filter(lambda place: place != 2), st.integers(1, 9))
def test_a_digit_mistyped_is_noticed_unless_the_check_itself_cannot(number, place, added):
    """The third digit's weight is 11, so it changes nothing modulo 11; the remainders 0 and 10 both give 1."""
    digit = str((int(number[place]) + added) % 10)
    wrong = number[:place] + digit + number[place + 1 :]
    assume("1" <= wrong[0] <= "8")
    if is_id_card_number(wrong):
        remainders = {sum(int(n[i]) * (13 - i) for i in range(12)) % 11 for n in (number, wrong)}
        assert remainders == {0, 10}


@pytest.mark.parametrize("digits", ["", "1", NUMBER[:12], NUMBER + "0", to_thai(NUMBER), printed(NUMBER), "³" * 13])
def test_what_is_not_thirteen_arabic_digits_is_none(digits):
    assert not is_id_card_number(digits)


def test_a_company_is_nobody_and_people_without_nationality_are_somebody():
    assert not is_id_card_number(checked("010553600031"))
    assert not is_id_card_number(checked("924010012345"))
    assert is_id_card_number(checked("001234567890"))
    assert not is_id_card_number(checked("006681234567")), "a phone dialed from abroad"


# --- In a text -----------------------------------------------------------------------------------------------------


@given(no_digits, numbers, ways, no_digits)
@example("", NUMBER, str, "")
def test_a_number_is_found_and_taken_out_however_it_is_written(before, number, way, behind):
    written = way(number)
    text = f"{before} {written} {behind}"
    assume(not re.search(r"(?i)อ\.?\s?ย|สารบบ|จดแจ้ง|โค|ean|gtin|fda|นิติ|barcode", before))
    ((start, end),) = find_id_cards(text)
    assert written.startswith(text[start:end]) and len(text[start:end]) >= 13
    left, count = without_id_cards(text)
    assert count == 1 and not any(letter.isdecimal() for letter in left)


@given(
    st.lists(st.one_of(numbers, no_digits, st.from_regex(r"\A[0-9 \-,.]{1,20}\Z")), max_size=6),
    st.sampled_from(" -,\n"),
)
def test_nothing_that_is_found_is_left(parts, between):
    text = between.join(parts)
    left, count = without_id_cards(text)
    assert find_id_cards(left) == []
    assert count >= len(find_id_cards(text))
    assert (left == text) if not count else (len(left) < len(text))


@given(st.text())
def test_places_lie_in_the_text_and_never_overlap(text):
    end_before = 0
    for start, end in find_id_cards(text):
        assert end_before <= start < end <= len(text)
        end_before = end


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"นางสมใจ ใจดี เลขบัตรประชาชน {printed(NUMBER)} โทร 081-234-5678", "นางสมใจ ใจดี โทร 081-234-5678"),
        (f"นางสมใจ ใจดี ({NUMBER})", "นางสมใจ ใจดี"),
        (f"บัตรประจำตัวประชาชนเลขที่ {NUMBER}", ""),
        (f"เลขประจําตัวประชาชน: {WRONG} สมใจ", "สมใจ"),
        (f"เลข ปชช. {WRONG}", ""),
        (f"เลขบัตร{WRONG}", ""),
        (f"ID card no. {WRONG}", ""),
        (f"0812345678 {NUMBER}", "0812345678"),
        (f"1.{NUMBER} สมใจ", "1. สมใจ"),
        (f"{NUMBER},{NUMBER}", ","),
        (f"99/9 {NUMBER} หมู่ 3", "99/9 หมู่ 3"),
    ],
)
def test_the_words_for_the_number_go_with_it_and_the_rest_stays(text, left):
    assert without_id_cards(text)[0] == left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ขนมเปี๊ยะ",
        "081-234-5678 089-876-5432",
        WRONG,
        NUMBER[:12],
        f"9{NUMBER}",
        f"{NUMBER}9",
        printed(NUMBER, "/"),
        f"{NUMBER[:3]} {NUMBER[3:]}",  # may be a house number and a phone number
        f"{NUMBER[:3]},{NUMBER[3:]}",
        "100 250 350 1200",
        f"14.{NUMBER}",
        f" 6.{NUMBER} ",
        f"ละติจูด 14.{NUMBER}, 100.{NUMBER}",
        f"{NUMBER[0]}.{NUMBER[1:]}",
        f"{NUMBER[:12]}.{NUMBER[12]}",
        f"อย. {NUMBER}",
        f"อย {NUMBER}",
        f"เลข อย. ที่ {NUMBER}",
        f"เลขสารบบอาหาร {NUMBER}",
        f"เลขสารบบอาหาร: {printed(NUMBER)}",
        "24-2-01234-2-0001",
        f"เลขที่จดแจ้ง {NUMBER}",
        f"บาร์โค้ด {NUMBER}",
        f"Barcode: {NUMBER}",
        f"เลขทะเบียนนิติบุคคล {checked('010553600031')}",
        checked("010553600031"),
    ],
)
def test_other_numbers_stay(text):
    assert find_id_cards(text) == []
    assert without_id_cards(text) == (text, 0)


@pytest.mark.parametrize("before", ["ที่อยู่", "อยู่", "อย่างไร", "ขายอยู่ที่", "อยากได้", "พักอย่", "ocean"])
def test_words_that_only_look_like_the_food_mark_protect_no_number(before):
    assert find_id_cards(f"{before} {NUMBER}")


def test_a_number_further_on_is_not_protected_by_the_food_mark():
    assert without_id_cards(f"อย. 24-2-01234-2-0001 ผู้ขอ {NUMBER}") == ("อย. 24-2-01234-2-0001 ผู้ขอ", 1)


# --- Headings ------------------------------------------------------------------------------------------------------

HEADINGS = (
    *"เลขบัตรประชาชน|เลขที่บัตรประชาชน|เลขบัตรประจำตัวประชาชน|เลขที่บัตรประจำตัวประชาชน|เลขประจำตัวประชาชน|เลขประจําตัวประชาชน".split(
        "|"
    ),
    *"หมายเลขประจำตัวประชาชน|หมายเลขบัตรประชาชน|รหัสประจำตัวประชาชน|รหัสบัตรประชาชน|บัตรประชาชน|บัตรประจำตัวประชาชน".split("|"),
    *"เลขประชาชน|เลข ปชช.|เลขบัตร ปชช.|เลขที่ ปชช|ปชช.|เลข 13 หลัก|เลข13หลัก|เลข ๑๓ หลัก|๑๓ หลัก|หมายเลข 13 หลัก".split("|"),
    *"รหัส 13 หลัก|เลขประจำตัว 13 หลัก|เลขบัตร 13 หลัก|เลขประจำตัวประชาชน 13 หลัก|เลขประจำตัวประชาชน (13 หลัก)".split("|"),
    *"เลขบัตรประชาชน(เลข 13 หลัก)|เลขบัตรประชาชนผู้ผลิต|เลขบัตรประชาชนของประธานกลุ่ม|ผู้ผลิต: เลขบัตรประชาชน".split("|"),
    *"ประธานกลุ่ม เลขบัตรประชาชน|5. เลขบัตรประชาชน|(3) เลขประจำตัวประชาชน|เลขบัตร|เลขที่บัตร|เลขบัตรฯ|เลขบัตรประชาน".split("|"),
    *"เลขประจำตัว|เลขประจำตัวฯ|เลขประจำตัวผู้ผลิต|เลขบัตรประชาชน/ทะเบียนนิติบุคคล".split("|"),
    *("ID card", "ID Card No.", "ID-Card", "ID card number", "ID No.", "ID number", "ID 13 digits", "CID", "PID"),
    *("National ID", "Thai ID", "Citizen ID", "Citizen ID number", "Personal ID", "Identity card"),
    *("Identification number", " เลข\u200bบัตร\nประชาชน "),
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_of_id_cards(heading):
    assert names_id_card(heading) and not names_other_number(heading)


OTHERS = (
    *"อย.|อ.ย.|เลข อย.|เลขที่ อย.|เลข อย. 13 หลัก|เลขสารบบอาหาร|เลขสารบบอาหาร (อย.)|เลขสารบบอาหาร 13 หลัก".split("|"),
    *"หมายเลข อย. (13 หลัก)|เลขที่ใบรับจดแจ้ง|เลขจดแจ้ง|เลขที่ใบอนุญาต อย.|บาร์โค้ด|รหัสบาร์โค้ด".split("|"),
    *"เลขทะเบียนนิติบุคคล|เลขนิติบุคคล 13 หลัก".split("|"),
    *("FDA No.", "Barcode", "EAN", "GTIN"),
)


@pytest.mark.parametrize("heading", OTHERS)
def test_headings_of_other_numbers(heading):
    assert names_other_number(heading) and not names_id_card(heading)


NEITHER = (
    *"|ชื่อ|ชื่อ-สกุล|ชื่อ-สกุล / เลขบัตรประชาชน|id|เลขที่|ลำดับ|เลขที่ผู้ผลิต|เลขทะเบียน OTOP|บ้านเลขที่|เบอร์โทร|Line ID".split("|"),
    *"product id|เลขประจำตัวผู้เสียภาษี|เลขบัตรสมาชิก|ประชาชน|ที่อยู่|มี อย.|ขอ อย. แล้ว|หมายเหตุ|13|หมู่ที่|วันหมดอายุบัตร".split("|"),
    *"เลขบัตรประชาชน 3240100123456|รายชื่อและเลขบัตรประชาชนผู้ผลิต".split("|"),
)


@pytest.mark.parametrize("heading", NEITHER)
def test_other_headings(heading):
    assert not names_id_card(heading) and not names_other_number(heading)


def test_a_long_text_is_no_heading():
    assert not names_id_card("เลขบัตรประชาชน" + "ก" * 60)
    assert not names_id_card("เลขบัตรประชาชน" + "ก" * 100_000)


@given(st.text())
def test_any_text_can_be_asked(text):
    assert not (names_id_card(text) and names_other_number(text))
