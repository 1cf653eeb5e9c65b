"""The staff's pages of the committee."""

from committee.terms.admin import term

__all__ = ["term"]
