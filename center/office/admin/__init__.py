"""Staff's pages of the center itself."""

from center.office.admin import center, duty

__all__ = ["center", "duty"]
