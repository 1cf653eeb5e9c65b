"""The staff's pages of the registers."""

from consultations.registers.admin import closed_month, follow_up, sheet, signer, visit

__all__ = ["closed_month", "follow_up", "sheet", "signer", "visit"]
