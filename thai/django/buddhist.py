"""Buddhist years in everything that Django itself formats.

Admin lists, history, `{{ value|date }}`, `{{ value }}` and `{% now %}` all end in `DateFormat`, whose two year letters
are patched once. Machine-readable dates don't use it (isoformat, HTTP dates, feeds, `strftime` in widgets) or use other
letters (`c`, `r`, `U`, `o`), with one exception: the sitemap's template writes `date:"Y-m-d"`. So a format with the year
before the month in digits counts as ISO 8601 and keeps the Christian year.
"""

import datetime as dt
import re

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

from thai.dates import ERA, is_thai

_ISO_8601 = re.compile(r"(?<!\\)[Yy][-/.]?[mn]")

_christian_Y = DateFormat.Y
_christian_y = DateFormat.y
_christian_format = DateFormat.format


def _format(self: DateFormat, formatstr: str) -> str:
    setattr(self, "is_iso_8601", bool(_ISO_8601.search(str(formatstr))))  # noqa: B010 - DateFormat declares no such attribute
    return _christian_format(self, formatstr)


def _four_digits(self: DateFormat) -> str | int:
    """2569 in Thai, "2026 (B.E. 2569)" in English, 2026 in ISO 8601 or where no language is active."""
    language = get_language()
    if language is None or getattr(self, "is_iso_8601", False) or not isinstance(self.data, dt.date):
        return _christian_Y(self)
    buddhist = self.data.year + ERA
    return str(buddhist) if is_thai(language) else f"{_christian_Y(self)} (B.E. {buddhist})"


def _two_digits(self: DateFormat) -> str:
    """69 in Thai; 26 in English, where a Buddhist 69 would be read as 1969."""
    if not is_thai(get_language()) or getattr(self, "is_iso_8601", False) or not isinstance(self.data, dt.date):
        return _christian_y(self)
    return f"{(self.data.year + ERA) % 100:02d}"


def install() -> None:
    """Patch the year letters of Django's date formatting in this process. Idempotent."""
    for name, method in {"format": _format, "Y": _four_digits, "y": _two_digits}.items():
        setattr(DateFormat, name, method)
