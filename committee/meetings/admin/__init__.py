"""The staff's pages of meetings and resolutions."""

from committee.meetings.admin import meeting, resolution

__all__ = ["meeting", "resolution"]
