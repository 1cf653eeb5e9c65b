"""Staff's pages of the center itself."""

from center.office.admin import center, closures, duty, hours

__all__ = ["center", "closures", "duty", "hours"]
