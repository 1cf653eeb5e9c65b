"""Dates in the Buddhist era, out and in, and the government's fiscal year.

Dates are stored in the Christian calendar; only what people read and type has the Buddhist year (ERA more; official
since 1 January 2484, when the start of the year moved to January). Aware datetimes are converted to Bangkok time first;
naive ones are taken as they are.
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from thai.digits import to_arabic
from thai.signs import as_typed, without_invisible

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543
"""Buddhist year minus Christian year."""

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

DATE_ERROR = "กรุณากรอกวันที่ เช่น 1/10/2569"
TIME_ERROR = "กรุณากรอกเวลา เช่น 09.30"

# A year from 2400 on is Buddhist. The earliest Buddhist year is the earliest Christian one, so no year is both.
FIRST_BUDDHIST, LAST_BUDDHIST = 2400, 2799
FIRST_CHRISTIAN, LAST_CHRISTIAN = FIRST_BUDDHIST - ERA, LAST_BUDDHIST - ERA
LONGEST_INPUT = 100


def is_thai(lang: str | None) -> bool:
    """Whether a language code ("th", "th-TH", "en", None) asks for Thai; everything else is answered in English."""
    return lang is not None and lang.lower().split("-")[0] == "th"


def buddhist_year(year: int) -> int:
    """The Buddhist year of a Christian year. Right from 2484 on; earlier years began on 1 April, which is ignored."""
    return year + ERA


def local_date(value: dt.date) -> dt.date:
    """The date in Bangkok of an aware datetime; of anything else its own date."""
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo is None else value.astimezone(BANGKOK)).date()
    return value


def local_time(value: dt.time | dt.datetime) -> dt.time:
    """The time of day in Bangkok of an aware datetime; of anything else its own time."""
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo is None else value.astimezone(BANGKOK)).time()
    return value


def month_name(month: int, lang: str = "th") -> str:
    """ตุลาคม, or "October". Months count from 1; others raise ValueError."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month {month}")
    return (MONTHS if is_thai(lang) else ENGLISH_MONTHS)[month - 1]


def month_short(month: int, lang: str = "th") -> str:
    """ต.ค., or "Oct". Months count from 1; others raise ValueError."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month {month}")
    return SHORT_MONTHS[month - 1] if is_thai(lang) else ENGLISH_MONTHS[month - 1][:3]


def long_date(value: dt.date, lang: str = "th") -> str:
    """1 ตุลาคม 2569, or "1 October 2026 (B.E. 2569)"."""
    day = local_date(value)
    if is_thai(lang):
        return f"{day.day} {month_name(day.month)} {day.year + ERA}"
    return f"{day.day} {month_name(day.month, lang)} {day.year} (B.E. {day.year + ERA})"


def short_date(value: dt.date, lang: str = "th") -> str:
    """1 ต.ค. 69, or "1 Oct 2026 (B.E. 2569)"."""
    day = local_date(value)
    if is_thai(lang):
        return f"{day.day} {month_short(day.month)} {(day.year + ERA) % 100:02d}"
    return f"{day.day} {month_short(day.month, lang)} {day.year} (B.E. {day.year + ERA})"


def full_date(value: dt.date, lang: str = "th") -> str:
    """วันพฤหัสบดีที่ 1 ตุลาคม พ.ศ. 2569 (the form of official letters), or "Thursday 1 October 2026 (B.E. 2569)"."""
    day = local_date(value)
    if is_thai(lang):
        return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {month_name(day.month)} พ.ศ. {day.year + ERA}"
    return f"{ENGLISH_WEEKDAYS[day.weekday()]} {long_date(day, lang)}"


def numeric_date(value: dt.date) -> str:
    """1/10/2569: what a date field shows and takes, whatever the language."""
    day = local_date(value)
    return f"{day.day}/{day.month}/{day.year + ERA}"


def clock(value: dt.time | dt.datetime, lang: str = "th") -> str:
    """09.30 น. (the Royal Institute's way of writing times), or "09:30"."""
    time = local_time(value)
    return f"{time.hour:02d}.{time.minute:02d} น." if is_thai(lang) else f"{time.hour:02d}:{time.minute:02d}"


def clock_span(starts: dt.time | dt.datetime, ends: dt.time | dt.datetime, lang: str = "th") -> str:
    """09.00–12.00 น., or "09:00–12:00"."""
    return f"{clock(starts, lang).removesuffix(' น.')}–{clock(ends, lang)}"


def long_date_time(value: dt.datetime, lang: str = "th") -> str:
    """1 ตุลาคม 2569 เวลา 09.30 น., or "1 October 2026 (B.E. 2569), 09:30"."""
    return f"{long_date(value, lang)}{' เวลา ' if is_thai(lang) else ', '}{clock(value, lang)}"


def _letters(name: str) -> str:
    return re.sub(r"[\s.]", "", name).casefold()


_MONTH_OF = {_letters(name): number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, 1)}
for _number, _name in enumerate(ENGLISH_MONTHS, 1):
    _MONTH_OF[_name.casefold()] = _MONTH_OF[_name[:3].casefold()] = _number
_MONTH_OF["sept"] = 9

# Thai digits are converted before these match; [0-9] because \d matches the digits of every script.
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2})(?: ?[/.\- ] ?([0-9]{4}|[0-9]{2}))?")
_ERA = r"(พ\.? ?ศ\.?|ค\.? ?ศ\.?|b\.?e\.?|a\.?d\.?|c\.?e\.?)?"
_MONTH_WORD = r"(?!พ\.? ?ศ|ค\.? ?ศ)([^\W\d_](?:[^0-9,/()])*?)"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[ /\-]*{_MONTH_WORD}[ ,/\-]*(?:(?:ปี)? ?{_ERA} ?([0-9]{{4}}|[0-9]{{2}}))?")
_MONTH_FIRST = re.compile(rf"([a-z]+)\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? {_ERA} ?([0-9]{{4}})")
_WEEKDAY = re.compile(rf"(?:วัน)?(?:{'|'.join(WEEKDAYS)}) ?(?:ที่)? ?|(?:{'|'.join(ENGLISH_WEEKDAYS)}),? ".lower())
_MIDNIGHT = re.compile(r"[ t]00?:00(?::00(?:\.0+)?)?$")  # a date and time of Excel
_SECOND_YEAR = re.compile(r" ?\((?:b\.?e\.?|พ\.?ศ\.?) ?([0-9]{4})\)$")


def _christian(year: str, era: str | None) -> int:
    """The Christian year of a typed year. Two digits mean 25xx, or 20xx after ค.ศ."""
    number = int(year)
    buddhist = era is not None and era[0] in "พb"
    christian = era is not None and not buddhist
    if len(year) == 2:
        number += 2000 if christian else 2500
    if FIRST_BUDDHIST <= number <= LAST_BUDDHIST and not christian:
        return number - ERA
    if FIRST_CHRISTIAN <= number <= LAST_CHRISTIAN and not buddhist:
        return number
    raise ValueError(DATE_ERROR)


def parse_date(text: str, today: dt.date | None = None) -> dt.date:
    """Parse a typed date, in Thai or English, with a Buddhist or Christian year and Thai or Arabic digits.

    Takes 1/10/2569, 1-10-2569, 1.10.2569, 1 ต.ค. 69, 1 เดือนตุลาคม 2569, 1/10/2569 00:00:00, ๑ ตุลาคม ๒๕๖๙,
    วันพุธที่ 23 กันยายน พ.ศ. 2558, 2026-10-01, 2569-10-01, 1 October 2026. The day comes before the month; two-digit
    years are 25xx (`doubtful_year` tells which to ask about). A date without a year takes the year of `today`, and is
    refused when `today` isn't given. The year is converted to the Christian era before the date is built, so 29/02/2567
    is valid. Raises ValueError with a Thai message for everything else, impossible dates included.
    """
    try:
        return _parse_date(text, today)
    except (ValueError, OverflowError):
        raise ValueError(DATE_ERROR) from None


def _parse_date(text: str, today: dt.date | None) -> dt.date:
    if not isinstance(text, str) or len(text) > LONGEST_INPUT:
        raise ValueError(DATE_ERROR)
    text = " ".join(to_arabic(as_typed(without_invisible(text))).casefold().split())
    text = _MIDNIGHT.sub("", text).replace("เดือน", "")
    second_year = _SECOND_YEAR.search(text)
    if second_year:
        text = text[: second_year.start()]
    text = _WEEKDAY.sub("", text, count=1) if _WEEKDAY.match(text) else text.removeprefix("วันที่").lstrip()

    era: str | None = None
    year: str | None
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match[1], int(match[2]), int(match[3])
    elif match := _NUMBERS.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), match[3]
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, era, year = int(match[1]), _MONTH_OF.get(_letters(match[2]), 0), match[3], match[4]
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, era, year = _MONTH_OF.get(match[1], 0), int(match[2]), match[3], match[4]
    else:
        raise ValueError(DATE_ERROR)

    if year is None:
        if today is None:
            raise ValueError(DATE_ERROR)
        return dt.date(local_date(today).year, month, day)
    result = dt.date(_christian(year, era), month, day)
    if second_year and int(second_year[1]) != result.year + ERA:
        raise ValueError(DATE_ERROR)
    return result


_TWO_DIGITS = re.compile(r"(?<![0-9])[0-9]{2}$")
MOST_YEARS_AWAY = 25


def doubtful_year(text: str, today: dt.date) -> tuple[int, int] | None:
    """The two Buddhist years that a date with a two-digit year may mean, where that needs asking; else None.

    1/12/26 is 1 December 2526 by the rule, but more than MOST_YEARS_AWAY from today, so 2026 (2569) may be meant.
    """
    text = " ".join(to_arabic(as_typed(without_invisible(text))).split())
    if not _TWO_DIGITS.search(text) or re.search(_ERA.removesuffix("?") + r" ?[0-9]{2}$", text, re.IGNORECASE):
        return None
    try:
        year = parse_date(text).year
    except ValueError:
        return None
    if abs(year - local_date(today).year) <= MOST_YEARS_AWAY or not re.search(f"{(year + ERA) % 100:02d}$", text):
        return None
    return year + ERA, 2000 + (year + ERA) % 100 + ERA


_TIME = re.compile(r"([0-9]{1,2}) ?[.:] ?([0-9]{2})(?:[.:]([0-9]{2}))? ?(?:น\.?|นาฬิกา)?")
_HOUR = re.compile(r"([0-9]{1,2}) ?(?:น\.?|นาฬิกา)")


def parse_time(text: str) -> dt.time:
    """Parse a typed time of day: 9.30, 09:30 น., ๙.๓๐, 13 น. Raises ValueError with a Thai message for anything else."""
    if isinstance(text, str) and len(text) <= LONGEST_INPUT:
        text = " ".join(to_arabic(text).split()).removeprefix("เวลา").lstrip()
        if match := _TIME.fullmatch(text) or _HOUR.fullmatch(text):
            numbers = [int(number) for number in match.groups() if number]
            hour, minute, second = [*numbers, 0, 0][:3]
            try:
                return dt.time(hour, minute, second)
            except ValueError:
                pass
    raise ValueError(TIME_ERROR)


def fiscal_year(value: dt.date) -> int:
    """The Buddhist fiscal year: 1 October 2568 to 30 September 2569 is 2569 (Budget Procedures Act 2561, section 4)."""
    day = local_date(value)
    return day.year + ERA + (day.month >= 10)


def fiscal_quarter(value: dt.date) -> int:
    """1 to 4; the first is October to December."""
    return (local_date(value).month + 2) % 12 // 3 + 1


def fiscal_year_bounds(year: int) -> tuple[dt.date, dt.date]:
    """First and last day (inclusive) of a Buddhist fiscal year."""
    return dt.date(year - ERA - 1, 10, 1), dt.date(year - ERA, 9, 30)


def fiscal_quarter_bounds(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """First and last day (inclusive) of a quarter, 1 to 4, of a Buddhist fiscal year."""
    if not 1 <= quarter <= 4:
        raise ValueError(f"no quarter {quarter}")
    first, last = fiscal_year_bounds(year)
    starts = [first] + [dt.date(last.year, month, 1) for month in (1, 4, 7)]
    ends = [start - dt.timedelta(days=1) for start in starts[1:]] + [last]
    return starts[quarter - 1], ends[quarter - 1]
