"""Everyone served: visits with their outcomes and follow-ups, rows keyed from paper, closed months, cases, complaints."""

from consultations.registers.models.case import Case, CasePaper
from consultations.registers.models.case_kind import CaseKind, RegistrationRound
from consultations.registers.models.complaint import Complaint
from consultations.registers.models.month import ClosedMonth, ReportSigner
from consultations.registers.models.outcome import FollowUp, Outcome
from consultations.registers.models.sheet import SheetRow, SheetScan
from consultations.registers.models.visit import Visit

__all__ = [
    "Case",
    "CaseKind",
    "CasePaper",
    "ClosedMonth",
    "Complaint",
    "FollowUp",
    "Outcome",
    "RegistrationRound",
    "ReportSigner",
    "SheetRow",
    "SheetScan",
    "Visit",
]
