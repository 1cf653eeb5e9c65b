"""The Thai language as the portal needs it: folding, sorting, dates, phones.

Pure Python; `thai.django` adds Django's side.
"""

from thai.folding import bigrams, fold, fold_words, tidy, tidy_lines
from thai.sorting import sort_key

__all__ = ["bigrams", "fold", "fold_words", "sort_key", "tidy", "tidy_lines"]
