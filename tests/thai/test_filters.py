import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

DAY = dt.date(2026, 10, 1)
MOMENT = dt.datetime(2026, 9, 30, 17, 5, tzinfo=dt.UTC)


def render(source: str, value: object) -> str:
    return Template("{% load thai %}{{ value|" + source + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("source", "value", "thai", "english"),
    [
        ("thai_date", DAY, "1 ตุลาคม 2569", "1 October 2026 (B.E. 2569)"),
        ("thai_date", MOMENT, "1 ตุลาคม 2569", "1 October 2026 (B.E. 2569)"),
        ("thai_short_date", DAY, "1 ต.ค. 69", "1 Oct 2026 (B.E. 2569)"),
        ("thai_full_date", DAY, "วันพฤหัสบดีที่ 1 ตุลาคม พ.ศ. 2569", "Thursday 1 October 2026 (B.E. 2569)"),
        ("thai_time", MOMENT, "00.05 น.", "00:05"),
        ("thai_time", dt.time(9, 30), "09.30 น.", "09:30"),
        ("thai_datetime", MOMENT, "1 ตุลาคม 2569 เวลา 00.05 น.", "1 October 2026 (B.E. 2569), 00:05"),
        ("fiscal_year", MOMENT, "2570", "2570"),
    ],
)
def test_dates(source, value, thai, english):
    with translation.override("th"):
        assert render(source, value) == thai
    with translation.override("en"):
        assert render(source, value) == english


DATE_FILTERS = "thai_date thai_short_date thai_full_date thai_time thai_datetime fiscal_year"


@pytest.mark.parametrize("source", DATE_FILTERS.split())
@pytest.mark.parametrize("value", [None, "", "x", 7])
def test_what_is_no_date_is_nothing(source, value):
    assert render(source, value) == ""


def test_phones():
    assert render("phone", "0812345678") == "081-234-5678"
    assert render("tel", "0812345678") == "tel:+66812345678"
    assert render("masked_phone", "0812345678") == "081-xxx-x678"
    assert [render(source, None) for source in ("phone", "tel", "masked_phone")] == ["", "", ""]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1250, "1,250"),
        (Decimal("1250.00"), "1,250"),
        (Decimal("1250.5"), "1,250.50"),
        ("99", "99"),
        (0, "0"),
        (-1234567.891, "-1,234,567.89"),
        (None, ""),
        ("", ""),
        ("x", ""),
        (Decimal("NaN"), ""),
        (10**40, ""),
    ],
)
def test_baht(value, shown):
    assert render("baht", value) == shown


def test_times_stay_in_one_line():
    text = "วันจันทร์ที่ 7 เวลา 09.00–12.00 น. <b> ถึง 13.30 น."
    assert render("unbroken", text) == (
        'วันจันทร์ที่ 7 เวลา <span class="nb">09.00–12.00 น.</span> &lt;b&gt; ถึง <span class="nb">13.30 น.</span>'
    )
    assert render("unbroken", "Monday, 09:00–12:00") == 'Monday, <span class="nb">09:00–12:00</span>'
    assert render("unbroken", "ไม่มีเวลา") == "ไม่มีเวลา"
