"""What messages register for the whole website."""

from center.mail.messages import forget_outdated
from center.mail.models import KEPT
from center.records.retention import PERIODS

PERIODS.add(KEPT.forgotten_by(forget_outdated))
