"""The concrete models of this package; its other models are abstract."""

from center.records.search import Synonym
from center.records.states import StateChange

__all__ = ["StateChange", "Synonym"]
