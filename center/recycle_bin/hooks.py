"""Registrations of the recycle bin."""

from center.records.retention import PERIODS
from center.recycle_bin.models import KEPT

PERIODS.add(KEPT)
