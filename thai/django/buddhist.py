"""The one mechanism by which Django's own dates show Buddhist years.

Admin lists, history, `{{ value|date }}`, `{{ value }}` and `{% now %}` all end in `DateFormat`; its two year letters
are replaced once. Whatever machines read doesn't pass there (isoformat, HTTP dates, feeds, `strftime` in widgets) or
uses other letters (`c`, `r`, `U`, `o`), with one exception: the sitemap's template writes `date:"Y-m-d"`. A format with
the year before the month in digits is ISO 8601, which nobody reads aloud, and keeps the Christian year.
"""

import re

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

from thai.dates import ERA, is_thai

_ISO_8601 = re.compile(r"(?<!\\)[Yy][-/.]?[mn]")

_christian_Y = DateFormat.Y
_christian_y = DateFormat.y
_christian_format = DateFormat.format


def _format(self: DateFormat, formatstr: str) -> str:
    self.for_machines = bool(_ISO_8601.search(str(formatstr)))
    return _christian_format(self, formatstr)


def _four_digits(self: DateFormat) -> str:
    """2569 in Thai, "2026 (B.E. 2569)" in English, 2026 where no language is active or a machine reads."""
    language = get_language()
    if language is None or getattr(self, "for_machines", False):
        return _christian_Y(self)
    buddhist = self.data.year + ERA
    return str(buddhist) if is_thai(language) else f"{_christian_Y(self)} (B.E. {buddhist})"


def _two_digits(self: DateFormat) -> str:
    """69 in Thai; 26 in English, where a Buddhist 69 would be taken for 1969."""
    if not is_thai(get_language()) or getattr(self, "for_machines", False):
        return _christian_y(self)
    return f"{(self.data.year + ERA) % 100:02d}"


def install() -> None:
    """Replace the year letters of Django's date formatting in this process. Doing it again changes nothing."""
    DateFormat.format = _format
    DateFormat.Y = _four_digits
    DateFormat.y = _two_digits
