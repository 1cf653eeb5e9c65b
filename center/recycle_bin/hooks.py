"""Registrations of the recycle bin."""

from center.records.retention import PERIODS
from center.recycle_bin.models import KEPT
from center.recycle_bin.retention import purge

PERIODS.add(KEPT.forgotten_by(purge))
