"""The one table of this package; its other models are abstract."""

from center.records.search import Synonym

__all__ = ["Synonym"]
