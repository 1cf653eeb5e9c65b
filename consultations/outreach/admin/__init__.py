"""The staff's pages of events, village requests and sign sheets."""

from consultations.outreach.admin import event, sheet, village_request

__all__ = ["event", "sheet", "village_request"]
