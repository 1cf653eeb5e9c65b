"""Pictures people send: checked by their header, decoded upright, re-encoded small, the original kept private.

`take_in` is the whole way. Forms are in `center.pictures.forms`, the HTML in `center.pictures.markup`.
"""

from center.pictures.refusals import PictureRefused
from center.pictures.taking import TakenPicture, prepare, remove_files, replace_file, store, take_in

__all__ = ["PictureRefused", "TakenPicture", "prepare", "remove_files", "replace_file", "store", "take_in"]
