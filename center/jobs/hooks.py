"""What background jobs register for the whole website."""

from center.jobs.kinds import KEPT
from center.jobs.queue import prune
from center.records.retention import PERIODS

PERIODS.add(KEPT.forgotten_by(prune))
