"""The center itself, when it is open, and who is on duty."""

from center.office.models.center import Center, OfficerCard, OfficerPhoto, ServicePoint
from center.office.models.duty import Duty, ServiceDay
from center.office.models.hours import Closure, OpeningHours

__all__ = ["Center", "Closure", "Duty", "OfficerCard", "OfficerPhoto", "OpeningHours", "ServiceDay", "ServicePoint"]
