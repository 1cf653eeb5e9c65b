"""The days on which Thai government offices are closed, a proposal that staff correct by the cabinet's announcements.

From the `holidays` package, corrected in three ways. Its category "public" holds Labor Day and National Children's
Day, on which offices work, and the days in lieu of them. The Royal Ploughing Ceremony stands in its category
"government" alone, and only for the years it was announced for. Special days of the cabinet are in it as far as its
version knows them.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest

from thai.dates import ERA

CATEGORIES = ("public", "government")
# Offices work on these days and on the days in lieu of them.
WORKED = ("วันแรงงานแห่งชาติ", "วันเด็กแห่งชาติ")
# Buddhist years for which the package has reliable dates.
FIRST_YEAR, LAST_YEAR = 2560, 2600


@dataclass(frozen=True)
class OfficeHoliday:
    """A day offices are closed on, by the names the package has for it."""

    day: dt.date
    name_th: str
    name_en: str


def office_holidays(year: int) -> list[OfficeHoliday]:
    """The office holidays of a Buddhist calendar year, in order. ValueError for a year outside FIRST_YEAR to LAST_YEAR."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no holidays known of {year}")
    # Imported here: it is heavy, and only the command needs it.
    import holidays

    names = [
        holidays.country_holidays("TH", years=year - ERA, language=language, categories=CATEGORIES)
        for language in ("th", "en_US")
    ]
    found = []
    for day in sorted(names[0]):
        # A day of several names has them divided by "; ", in the same order in every language.
        pairs = zip_longest(names[0][day].split("; "), names[1][day].split("; "), fillvalue="")
        kept = [(th, en) for th, en in pairs if not any(worked in th for worked in WORKED)]
        if kept:
            found.append(OfficeHoliday(day, "; ".join(th for th, _en in kept), "; ".join(en for _th, en in kept if en)))
    return found
