import datetime as dt
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from thai.django import forms


class Visit(django_forms.Form):
    day = forms.ThaiDateField(required=False)
    at = forms.ThaiTimeField(required=False)
    moment = forms.ThaiSplitDateTimeField(required=False)
    phone = forms.PhoneField(required=False)
    people = forms.ThaiIntegerField(required=False, min_value=0)
    price = forms.ThaiDecimalField(required=False, max_digits=8, decimal_places=2)
    latitude = forms.ThaiFloatField(required=False)


TYPED = {
    "day": "๑ ต.ค. ๖๙",
    "at": "09.30 น.",
    "moment_0": "29/02/2567",
    "moment_1": "๐.๐๕",
    "phone": "+66 81 234 5678",
    "people": "๑,๒๕๐",
    "price": "1,250.50",
    "latitude": "๑๓.๗๕๖๓",
}


def test_what_thai_people_type():
    form = Visit(TYPED)

    assert form.is_valid(), form.errors
    moment = form.cleaned_data.pop("moment")
    assert form.cleaned_data == {
        "day": dt.date(2026, 10, 1),
        "at": dt.time(9, 30),
        "phone": "0812345678",
        "people": 1250,
        "price": Decimal("1250.50"),
        "latitude": 13.7563,
    }
    assert moment == dt.datetime(2024, 2, 28, 17, 5, tzinfo=dt.UTC)  # Bangkok's 00:05 of the leap day


@pytest.mark.parametrize("field", [forms.ThaiCharField, forms.ThaiTextField])
def test_text_is_repaired_and_what_is_invisible_is_nothing(field):
    assert field().clean(" นำ้ตาล  สด\u200b ") == "น้ำตาล สด"
    assert field(required=False).clean("\u200b\ufeff") == ""
    assert field(required=False, empty_value=None).clean("\u200b") is None
    with pytest.raises(ValidationError) as refused:
        field().clean("\u200b \u200b")
    assert refused.value.code == "required"
    with pytest.raises(ValidationError) as refused:  # before tidy runs, which would take minutes
        field(max_length=100).clean("ก" + "่ั" * 200_000)
    assert [error.code for error in refused.value.error_list] == ["max_length"]


def test_paragraphs_stay():
    assert forms.ThaiTextField().clean("เเม่\r\n\r\n\r\n\r\nพ่อ") == "แม่\n\nพ่อ"
    assert forms.ThaiCharField().clean("เเม่\nพ่อ") == "แม่ พ่อ"


def test_nothing_typed_is_nothing():
    form = Visit(dict.fromkeys(TYPED, " "))

    assert form.is_valid(), form.errors
    assert {value or None for value in form.cleaned_data.values()} == {None}


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("day", "31/2/2569", "กรุณากรอกวันที่ เช่น 1/10/2569"),
        ("at", "25.00", "กรุณากรอกเวลา เช่น 09.30"),
        ("phone", "081-234", "กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0"),
        ("people", "1,25", "กรุณากรอกจำนวนเต็ม เช่น 1250"),
        ("latitude", "13° 43", "กรุณากรอกตัวเลข เช่น 13.7563"),
        ("people", "1_000", "กรุณากรอกจำนวนเต็ม เช่น 1250"),
        ("price", "๑ถัง", "กรุณากรอกตัวเลข เช่น 1250.50"),
        ("price", "NaN", "กรุณากรอกตัวเลข เช่น 1250.50"),
    ],
)
def test_refusals_are_in_thai_and_keep_what_was_typed(field, typed, error):
    with translation.override("th"):
        form = Visit({field: typed})

        assert form.errors == {field: [error]}
        assert f'value="{typed}"' in str(form[field])


def test_refusals_of_a_split_moment():
    with translation.override("th"):
        form = Visit({"moment_0": "x", "moment_1": "9.30"})
        assert form.errors == {"moment": ["กรุณากรอกวันที่ เช่น 1/10/2569"]}
        form = Visit({"moment_0": "1/10/69", "moment_1": "x"})
        assert form.errors == {"moment": ["กรุณากรอกเวลา เช่น 09.30"]}


def test_stored_values_are_shown_as_people_write_them():
    moment = dt.datetime(2026, 9, 30, 17, 5, 7, 9, tzinfo=dt.UTC)
    stored = {"day": moment.date(), "at": dt.time(9, 5), "moment": moment, "phone": "0812345678", "people": 1250}
    form = Visit(initial=stored)

    assert 'value="30/9/2569"' in str(form["day"])
    assert 'value="09.05"' in str(form["at"])
    assert 'value="1/10/2569"' in str(form["moment"])
    assert 'value="00.05.07"' in str(form["moment"])
    assert 'value="081-234-5678"' in str(form["phone"])
    assert 'type="tel"' in str(form["phone"])
    assert 'value="1250"' in str(form["people"])
    assert 'type="text"' in str(form["people"])
    assert 'inputmode="numeric"' in str(form["day"])


def test_what_is_shown_and_sent_back_is_no_change():
    moment = dt.datetime(2026, 9, 30, 17, 5, 7, 9, tzinfo=dt.UTC)
    stored = {"day": dt.date(2026, 10, 1), "at": dt.time(9, 5), "moment": moment, "phone": "0812345678", "people": 1250}
    back = {"day": "1/10/2569", "at": "09.05", "moment_0": "1/10/2569", "moment_1": "00.05.07", "phone": "081-234-5678"}

    assert Visit({**back, "people": "1250"}, initial=stored).changed_data == []
    assert Visit({**back, "people": "1250", "day": "2/10/2569"}, initial=stored).changed_data == ["day"]
    assert Visit({**back, "people": "1250", "phone": "x"}, initial=stored).changed_data == ["phone"]


def test_limits_hold():
    assert "people" in Visit({"people": "-๑"}).errors
    assert "price" in Visit({"price": "1.234"}).errors


def test_required_fields_are_required():
    for field in (forms.ThaiDateField(), forms.ThaiTimeField(), forms.PhoneField(), forms.ThaiIntegerField()):
        with pytest.raises(ValidationError) as refused:
            field.clean("  ")
        assert refused.value.code == "required"


def test_dates_that_are_dates_already():
    moment = dt.datetime(2026, 9, 30, 17, tzinfo=dt.UTC)

    assert forms.ThaiDateField().clean(moment) == dt.date(2026, 10, 1)
    assert forms.ThaiDateField().clean(dt.date(2026, 10, 1)) == dt.date(2026, 10, 1)
    assert forms.ThaiTimeField().clean(dt.time(9)) == dt.time(9)


def test_the_current_time_zone_is_bangkok():
    assert timezone.get_current_timezone_name() == "Asia/Bangkok"
