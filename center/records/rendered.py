"""Parts of pages that are rendered once and kept, in each process, under everything that they print.

So none is ever out of date, and nothing has to be invalidated: a changed row has another key.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class RenderedParts:
    """HTML by everything it prints, language included. most: entries, 1 to 2 KB each; all are forgotten above it."""

    def __init__(self, most: int = 5000) -> None:
        self.most = most
        self._kept: dict[Hashable, SafeString] = {}

    def render(self, template: str, printed: Hashable, context: Mapping[str, Any], **options: Hashable) -> SafeString:
        """The template in the active language. printed: all that it prints of the context; options are added to that."""
        return self.get(
            (template, printed, get_language(), *options.items()),
            lambda: render_to_string(template, {**context, **options}),
        )

    def get(self, key: Hashable, render: Callable[[], SafeString]) -> SafeString:
        part = self._kept.get(key)
        if part is None:
            part = render()
            if len(self._kept) >= self.most:
                self._kept.clear()
            self._kept[key] = part
        return part

    def clear(self) -> None:
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
