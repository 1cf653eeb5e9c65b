"""The period that a page of reports is asked for, and the form that asks."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode

from consultations.registers import periods
from consultations.registers.periods import Period

PARAMETERS = ("period", "from", "to")


@dataclass(frozen=True)
class AskedPeriod:
    """The period of a page; None: all rows. error: what is wrong with the typed days. first, last: as typed."""

    period: Period | None
    error: str = ""
    first: str = ""
    last: str = ""

    @property
    def query(self) -> str:
        """The same period in the address of another page; empty where none was asked for."""
        if self.period is None:
            return ""
        if self.period.key:
            return urlencode({"period": self.period.key})
        return urlencode({"from": self.first, "to": self.last})

    @property
    def groups(self) -> list[tuple[str, list[Period]]]:
        return periods.offered(timezone.localdate())


def asked_period(request: HttpRequest, otherwise: Period | None) -> AskedPeriod:
    """The period that the address asks for, else `otherwise`, also where the typed days are none."""
    key, first, last = (request.GET.get(name, "")[:40] for name in PARAMETERS)
    if not first.strip() and not last.strip():
        return AskedPeriod(periods.named(key) or otherwise)
    found, error = periods.typed(first, last, timezone.localdate())
    return AskedPeriod(found or periods.named(key) or otherwise, error, first, last)
