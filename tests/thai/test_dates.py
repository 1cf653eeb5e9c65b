import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import dates
from thai.dates import parse_date, parse_time

OCTOBER = dt.date(2026, 10, 1)
NAIVE_HALF_PAST_NINE = dt.datetime.fromisoformat("2026-10-01T09:30")
MIDNIGHT_IN_BANGKOK = dt.datetime(2026, 9, 30, 17, 0, tzinfo=dt.UTC)
days = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2250, 12, 31))


def test_out_in_thai():
    assert dates.long_date(OCTOBER) == "1 ตุลาคม 2569"
    assert dates.short_date(OCTOBER) == "1 ต.ค. 69"
    assert dates.full_date(OCTOBER) == "วันพฤหัสบดีที่ 1 ตุลาคม พ.ศ. 2569"
    assert dates.numeric_date(OCTOBER) == "1/10/2569"
    assert dates.clock(dt.time(9, 30)) == "09.30 น."
    assert dates.long_date_time(NAIVE_HALF_PAST_NINE) == "1 ตุลาคม 2569 เวลา 09.30 น."
    assert dates.short_date(dt.date(1957, 1, 2)) == "2 ม.ค. 00"


def test_out_in_english():
    assert dates.long_date(OCTOBER, "en") == "1 October 2026 (B.E. 2569)"
    assert dates.short_date(OCTOBER, "en") == "1 Oct 2026 (B.E. 2569)"
    assert dates.full_date(OCTOBER, "en") == "Thursday 1 October 2026 (B.E. 2569)"
    assert dates.clock(dt.time(9, 30), "en") == "09:30"
    assert dates.long_date_time(NAIVE_HALF_PAST_NINE, "en") == "1 October 2026 (B.E. 2569), 09:30"


def test_month_names():
    assert [dates.month_name(8), dates.month_short(8)] == ["สิงหาคม", "ส.ค."]
    assert [dates.month_name(8, "en-us"), dates.month_short(8, "en")] == ["August", "Aug"]
    for month in (0, 13, -1):
        with pytest.raises(ValueError, match="month"):
            dates.month_name(month)
        with pytest.raises(ValueError, match="month"):
            dates.month_short(month)


@pytest.mark.parametrize("lang", ["th", "TH", "th-th"])
def test_languages_that_are_thai(lang):
    assert dates.long_date(OCTOBER, lang) == "1 ตุลาคม 2569"


@pytest.mark.parametrize("lang", ["en", "en-us", "tha", "", None])
def test_languages_that_are_not(lang):
    assert dates.long_date(OCTOBER, lang) == "1 October 2026 (B.E. 2569)"


def test_aware_datetimes_are_bangkoks():
    assert dates.long_date_time(MIDNIGHT_IN_BANGKOK) == "1 ตุลาคม 2569 เวลา 00.00 น."
    assert dates.numeric_date(MIDNIGHT_IN_BANGKOK - dt.timedelta(seconds=1)) == "30/9/2569"
    assert dates.full_date(MIDNIGHT_IN_BANGKOK).startswith("วันพฤหัสบดี")


@pytest.mark.parametrize(
    "text",
    [
        "1/10/2569",
        "01/10/2569",
        "1-10-2569",
        "1.10.2569",
        "1 / 10 / 2569",
        "1/10/69",
        "1/10/2026",
        "๑/๑๐/๒๕๖๙",
        "1 ต.ค. 69",
        "1 ต.ค.69",
        "1ต.ค.69",
        "1 ตค 69",
        "1 ต.ค. 2569",
        "๑ ตุลาคม ๒๕๖๙",
        "1 ตุลาคม พ.ศ. 2569",
        "1 ตุลาคม พ.ศ.2569",
        "1 ตุลาคม พศ 2569",
        "1 ตุลาคม ปี 2569",
        "1 ตุลาคม ค.ศ. 2026",
        "1 ตุลาคม ค.ศ. 26",
        "วันพฤหัสบดีที่ 1 ตุลาคม พ.ศ. 2569",
        "วันพฤหัสบดีที่ ๑ ตุลาคม ๒๕๖๙",
        "วันที่ 1 ตุลาคม 2569",
        "2026-10-01",
        "2569-10-01",
        "1 October 2026",
        "1 Oct 2026",
        "October 1, 2026",
        "Thursday, 1 October 2026",
        "1 October 2026 (B.E. 2569)",
        "  1   ตุลาคม \u00a0 2569\n",
        "1 เดือน ตุลาคม พ.ศ. 2569",
        "01/10/2569 00:00:00",
        "\u202d1/10/2569\u202c",
        "１/１０/２５６９",
        "1−10−2569",
    ],
)
def test_the_first_of_october_however_typed(text):
    assert parse_date(text) == OCTOBER


def test_the_source_documents_own_date():
    assert parse_date("วันพุธที่ 23 กันยายน พ.ศ. 2558") == dt.date(2015, 9, 23)


def test_leap_days_are_of_the_christian_year():
    assert parse_date("29/02/2567") == dt.date(2024, 2, 29)
    assert parse_date("29 ก.พ. 67") == dt.date(2024, 2, 29)
    with pytest.raises(ValueError, match="กรุณากรอกวันที่"):
        parse_date("29/02/2568")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "31/2/2569",
        "0/1/2569",
        "1/0/2569",
        "1/13/2569",
        "32/1/2569",
        "1/10/256",
        "1/10/25690",
        "1/10/1200",
        "1/10/3000",
        "1 ต.ค.",
        "1/10",
        "ตุลาคม 2569",
        "1 ตุลาคม ค.ศ. 2569",
        "1 ตุลาคม พ.ศ. 2026",
        "1/10/2569x",
        "1 กตค 2569",
        "1 October 2026 (B.E. 2570)",
        "١/10/2569",
        "1" * 5000,
        "2569-13-01",
        "1--10--2569",
    ],
)
def test_what_is_no_date_is_refused_in_thai(text):
    with pytest.raises(ValueError, match=r"^กรุณากรอกวันที่ เช่น 1/10/2569$"):
        parse_date(text)


def test_a_date_without_a_year_is_todays_years():
    assert parse_date("1 ต.ค.", today=dt.date(2026, 5, 5)) == OCTOBER
    assert parse_date("1/10", today=dt.datetime(2025, 12, 31, 17, tzinfo=dt.UTC)) == OCTOBER
    with pytest.raises(ValueError, match="กรุณา"):
        parse_date("29/2", today=dt.date(2026, 5, 5))


@given(days)
def test_what_is_written_is_read_again(day):
    assert parse_date(dates.long_date(day)) == day
    assert parse_date(dates.full_date(day)) == day
    assert parse_date(dates.numeric_date(day)) == day
    assert parse_date(dates.long_date(day, "en")) == day
    assert parse_date(dates.short_date(day, "en")) == day
    assert parse_date(dates.full_date(day, "en")) == day
    assert parse_date(day.isoformat()) == day


@given(st.dates(min_value=dt.date(1957, 1, 1), max_value=dt.date(2056, 12, 31)))
def test_two_digit_years_are_read_again(day):
    assert parse_date(dates.short_date(day)) == day


TODAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1/12/26", (2526, 2569)),
        ("1 ธ.ค. 30", (2530, 2573)),
        ("1/12/69", None),
        ("1/12/55", None),
        ("1/12/80", None),
        ("1 ธ.ค. พ.ศ. 26", None),
        ("1/12/2526", None),
        ("1/12", None),
        ("32/1/26", None),
    ],
)
def test_a_two_digit_year_far_from_today_is_doubtful(text, years):
    assert dates.doubtful_year(text, TODAY) == years


def answer(parse, text):
    """The parsed value, or the message of its ValueError. Other errors propagate."""
    try:
        return parse(text)
    except ValueError as refused:
        return str(refused)


@given(st.one_of(st.text(), st.text(alphabet="0123456789๑๒/-. ตคพศมB.E():")))
def test_any_text_gives_a_date_or_the_thai_sentence(text):
    for parse, error in ((parse_date, dates.DATE_ERROR), (parse_time, dates.TIME_ERROR)):
        outcome = answer(parse, text)
        assert isinstance(outcome, dt.date | dt.time) or outcome == error


@pytest.mark.parametrize("text", ["9.30", "09:30", "09.30 น.", "๙.๓๐", "9:30น", "เวลา 09.30 น.", "09:30:00", " 9.30 "])
def test_half_past_nine(text):
    assert parse_time(text) == dt.time(9, 30)


def test_a_full_hour():
    assert parse_time("13 น.") == dt.time(13)


@pytest.mark.parametrize("text", ["", "9", "930", "24.00", "9.60", "9.3", "-1.30", "x", "9.30 x", "9" * 500])
def test_what_is_no_time(text):
    with pytest.raises(ValueError, match=r"^กรุณากรอกเวลา เช่น 09\.30$"):
        parse_time(text)


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [
        (dt.date(2026, 9, 30), 2569, 4),
        (dt.date(2026, 10, 1), 2570, 1),
        (dt.date(2026, 12, 31), 2570, 1),
        (dt.date(2027, 1, 1), 2570, 2),
        (dt.date(2027, 4, 1), 2570, 3),
        (dt.date(2027, 7, 1), 2570, 4),
        (dt.datetime(2026, 9, 30, 16, 59, 59, tzinfo=dt.UTC), 2569, 4),
        (dt.datetime(2026, 9, 30, 17, 0, tzinfo=dt.UTC), 2570, 1),  # 1 October, 00:00 in Bangkok
        (dt.datetime(2026, 9, 30, 23, 59, tzinfo=dt.UTC), 2570, 1),  # 06:59
        (dt.datetime.fromisoformat("2026-09-30T23:59"), 2569, 4),
    ],
)
def test_fiscal_year_and_quarter(day, year, quarter):
    assert (dates.fiscal_year(day), dates.fiscal_quarter(day)) == (year, quarter)


@given(days)
def test_every_day_lies_in_its_fiscal_year_and_quarter(day):
    year, quarter = dates.fiscal_year(day), dates.fiscal_quarter(day)
    first, last = dates.fiscal_year_bounds(year)
    starts, ends = dates.fiscal_quarter_bounds(year, quarter)

    assert first <= starts <= day <= ends <= last


def test_quarters_fill_the_year():
    bounds = [dates.fiscal_quarter_bounds(2570, quarter) for quarter in (1, 2, 3, 4)]

    assert dates.fiscal_year_bounds(2570) == (dt.date(2026, 10, 1), dt.date(2027, 9, 30))
    assert dates.fiscal_year_bounds(2570) == (bounds[0][0], bounds[3][1])
    for (_, ends), (starts, _) in itertools.pairwise(bounds):
        assert starts - ends == dt.timedelta(days=1)
    with pytest.raises(ValueError, match="quarter"):
        dates.fiscal_quarter_bounds(2570, 5)
