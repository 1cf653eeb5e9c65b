"""What the recycle bin adds to lists of the whole website."""

from center.records.retention import PERIODS
from center.recycle_bin.models import KEPT

PERIODS.add(KEPT)
