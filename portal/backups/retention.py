"""Retention of backups by age: daily, weekly and monthly ones; the newest is always kept."""

import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from portal.backups.refusals import BackupFailed

NAME = re.compile(r"portal-(?:sqlite|postgresql)-([0-9]{8}-[0-9]{6})\.tar\.zst(?:\.age|\.gpg)?", re.ASCII)


@dataclass(frozen=True)
class Retention:
    """All backups of the last days, the newest of each of the last weeks (Monday to Sunday) and calendar months."""

    days: int = 7
    weeks: int = 8
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> "Retention | None":
        """`7,8,12` for days, weeks, months; None for `all`. Raises BackupFailed."""
        if text == "all":
            return None
        if not re.fullmatch(r"[0-9]{1,4}(,[0-9]{1,4}){2}", text, re.ASCII):
            raise BackupFailed(
                "--keep ต้องเป็น all หรือ วัน,สัปดาห์,เดือน เช่น 7,8,12",
                "--keep takes all, or DAYS,WEEKS,MONTHS such as 7,8,12.",
            )
        return cls(*map(int, text.split(",")))

    def kept(self, moments: Iterable[datetime], now: datetime) -> set[datetime]:
        """The moments to keep, by the calendar of their own time zone. The newest is always kept.

        The result doesn't depend on how often it runs.
        """
        ordered = sorted(moments)
        this_monday = _monday(now)
        kept = set(ordered[-1:])
        by_week: dict[object, datetime] = {}
        by_month: dict[object, datetime] = {}
        for moment in ordered:
            if now - moment < timedelta(days=self.days):
                kept.add(moment)
            if (this_monday - _monday(moment)).days < 7 * self.weeks:
                by_week[_monday(moment)] = moment
            if (now.year - moment.year) * 12 + now.month - moment.month < self.months:
                by_month[moment.year, moment.month] = moment
        return kept | set(by_week.values()) | set(by_month.values())


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def moment_of(name: str) -> datetime | None:
    """When a backup of this name was made; None for any other name. Names are in the portal's time zone."""
    match = NAME.fullmatch(name)
    try:
        return match and datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=timezone.get_default_timezone())
    except ValueError:
        return None


def backups_in(folder: Path) -> dict[Path, datetime]:
    """The backups in a folder, recognized by their names; regular files only."""
    found = {path: moment_of(path.name) for path in folder.iterdir()}
    return {path: moment for path, moment in found.items() if moment and stat.S_ISREG(path.lstat().st_mode)}


def newest_in(folder: Path) -> datetime | None:
    """When the newest backup in a folder was made; None if there is none, or the folder can't be read."""
    try:
        return max(backups_in(folder).values(), default=None)
    except OSError:
        return None


def prune(folder: Path, retention: Retention, now: datetime) -> list[Path]:
    """Delete the backups that retention doesn't keep; returns them, oldest first. Leaves files of other names alone."""
    backups = backups_in(folder)
    kept = retention.kept(backups.values(), now)
    removed = sorted((path for path, moment in backups.items() if moment not in kept), key=backups.__getitem__)
    for path in removed:
        path.unlink()
    return removed
