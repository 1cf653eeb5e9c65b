"""The staff's pages of the registers."""

from consultations.registers.admin import follow_up, visit

__all__ = ["follow_up", "visit"]
