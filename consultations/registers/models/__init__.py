"""Everyone served: visits with their outcomes and follow-ups, rows keyed from paper, closed months."""

from consultations.registers.models.month import ClosedMonth, ReportSigner
from consultations.registers.models.outcome import FollowUp, Outcome
from consultations.registers.models.sheet import SheetRow, SheetScan
from consultations.registers.models.visit import Visit

__all__ = ["ClosedMonth", "FollowUp", "Outcome", "ReportSigner", "SheetRow", "SheetScan", "Visit"]
