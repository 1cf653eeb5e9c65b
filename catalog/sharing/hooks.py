"""What the sharing package registers for the whole website."""

from catalog.sharing.pictures import remove_drawn
from center.records.changes import AFTER_PURGING, AfterPurging

AFTER_PURGING.add(AfterPurging("drawn-pictures", 10, remove_drawn))
