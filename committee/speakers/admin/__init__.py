"""Staff's pages of the speaker team and of the topics."""

from committee.speakers.admin import speaker, topic

__all__ = ["speaker", "topic"]
