"""Filters for Thai dates, phones and money, in the page's language. Empty values give an empty text.

For machines (`<time datetime>`) use Django's `date:"c"`, which stays Christian.
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from thai import dates, phones

register = template.Library()

_TIMES = re.compile(r"([0-9]{2}[.:][0-9]{2}(?:–[0-9]{2}[.:][0-9]{2})?(?: น\.)?)")


@register.filter(expects_localtime=True)
def thai_date(value: dt.date | None) -> str:
    """1 ตุลาคม 2569; in English "1 October 2026 (B.E. 2569)"."""
    return dates.long_date(value, get_language()) if isinstance(value, dt.date) else ""


@register.filter(expects_localtime=True)
def thai_short_date(value: dt.date | None) -> str:
    """1 ต.ค. 69; in English "1 Oct 2026 (B.E. 2569)"."""
    return dates.short_date(value, get_language()) if isinstance(value, dt.date) else ""


@register.filter(expects_localtime=True)
def thai_full_date(value: dt.date | None) -> str:
    """วันพฤหัสบดีที่ 1 ตุลาคม พ.ศ. 2569; in English "Thursday 1 October 2026 (B.E. 2569)"."""
    return dates.full_date(value, get_language()) if isinstance(value, dt.date) else ""


@register.filter(expects_localtime=True)
def thai_time(value: dt.time | dt.datetime | None) -> str:
    """09.30 น.; in English "09:30"."""
    return dates.clock(value, get_language()) if isinstance(value, dt.time | dt.datetime) else ""


@register.filter(expects_localtime=True)
def thai_datetime(value: dt.datetime | None) -> str:
    """1 ตุลาคม 2569 เวลา 09.30 น.; in English "1 October 2026 (B.E. 2569), 09:30"."""
    return dates.long_date_time(value, get_language()) if isinstance(value, dt.datetime) else ""


@register.filter
def unbroken(text: str) -> SafeString:
    """A sentence whose times (09.00–12.00 น., 09:00–12:00) don't break at the end of a line."""
    parts = _TIMES.split(text)
    return format_html_join(
        "", "{}", ((_in_one_line(part) if number % 2 else part,) for number, part in enumerate(parts))
    )


def _in_one_line(text: str) -> SafeString:
    return format_html('<span class="nb">{}</span>', text)


@register.filter(expects_localtime=True)
def fiscal_year(value: dt.date | None) -> str:
    """The Buddhist fiscal year of a date: 2570 from 1 October 2569 on."""
    return str(dates.fiscal_year(value)) if isinstance(value, dt.date) else ""


@register.filter
def phone(value: str | None) -> str:
    """081-234-5678."""
    return phones.format_phone(value or "")


@register.filter
def tel(value: str | None) -> str:
    """tel:+66812345678, for href; empty for anything but a stored number."""
    return phones.tel_uri(value or "")


@register.filter
def masked_phone(value: str | None) -> str:
    """081-xxx-x678."""
    return phones.mask_phone(value or "")


@register.filter
def baht(value: object) -> str:
    """1,250, or 1,250.50 with satang. Templates add the word บาท."""
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return ""
    if not amount.is_finite():
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
