"""What messages register for the whole website."""

from center.mail.models import KEPT
from center.records.retention import PERIODS

PERIODS.add(KEPT)
