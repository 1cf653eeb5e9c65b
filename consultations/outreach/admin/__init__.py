"""The staff's pages of events and village requests."""

from consultations.outreach.admin import event, village_request

__all__ = ["event", "village_request"]
