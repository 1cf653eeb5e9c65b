"""What signing in registers for the whole website."""

from center.access import devices, log
from center.access.models import ACCESS_LOG_KEPT, REMEMBERED, User
from center.access.throttling import KNOWN
from center.rate_limits import counting
from center.records.retention import PERIODS
from center.records.table_versions import track

PERIODS.add(
    REMEMBERED.forgotten_by(devices.forget_outdated),
    KNOWN.forgotten_by(counting.purge),
    ACCESS_LOG_KEPT.forgotten_by(log.forget_outdated),
)
track(User)
