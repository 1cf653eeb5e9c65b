"""Why something can't be recorded in the registers, each in a sentence that says what to do next."""

import datetime as dt

from django.utils.translation import gettext as _

from thai.dates import buddhist_year, month_name


class Refused(Exception):
    """The rules don't allow it. sentence: why, in the active language."""

    @property
    def sentence(self) -> str:
        raise NotImplementedError


class NotYet(Refused):
    """The visit lies in the future."""

    @property
    def sentence(self) -> str:
        return _("เวลาที่มายังไม่ถึง กรุณาตรวจวันและเวลา")


class MonthClosed(Refused):
    """The month was closed; it changes with a reason only. day: of the visit."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(day)
        self.day = day

    @property
    def sentence(self) -> str:
        month = f"{month_name(self.day.month)} {buddhist_year(self.day.year)}"
        return _("ปิดยอดเดือน %s แล้ว กรุณาบอกเหตุผลที่แก้ไข") % month
