"""Thai text, dates and numbers: folding, sorting, Buddhist dates, phones, ID-card numbers.

Pure Python; `thai.django` adds Django's side.
"""

from thai.folding import bigrams, fold, fold_words, tidy, tidy_lines
from thai.sorting import sort_key

__all__ = ["bigrams", "fold", "fold_words", "sort_key", "tidy", "tidy_lines"]
