"""The staff's pages of the registers."""

from consultations.registers.admin import case, case_kind, closed_month, complaint, follow_up, sheet, signer, visit

__all__ = ["case", "case_kind", "closed_month", "complaint", "follow_up", "sheet", "signer", "visit"]
