"""What signing in registers for the whole website."""

from center.access.models import REMEMBERED
from center.access.throttling import KNOWN
from center.records.retention import PERIODS

PERIODS.add(REMEMBERED, KNOWN)
