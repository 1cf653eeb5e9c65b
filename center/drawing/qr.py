"""QR codes of our own URLs, for paper, pages and pictures."""

from functools import lru_cache
from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET_ZONE = 4  # white modules around the code, as ISO/IEC 18004 requires


def modules(address: str) -> list[list[bool]]:
    """The code of a URL as rows of dark (True) and light modules, quiet zone included.

    Error correction M (15% may be damaged), or higher if the same size allows it.
    """
    code = segno.make(address, error="m", micro=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]


# A code takes 8 ms, a third of a product's page, and depends on the address alone. 3 KB each.
@lru_cache(maxsize=2000)
def svg(address: str, *, label: str, pixels: int = 200) -> SafeString:
    """The code as an <svg> for the page itself, black on white in any color scheme; stylesheets may resize it."""
    rows = modules(address)
    return format_html(
        '<svg class="qr" role="img" aria-label="{label}" width="{pixels}" height="{pixels}" viewBox="0 0 {side} {side}"'
        ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path stroke="#000" d="{strokes}"/></svg>',
        label=label,
        pixels=pixels,
        side=len(rows),
        strokes=_strokes(rows),
    )


def _strokes(rows: list[list[bool]]) -> str:
    """An SVG path with one horizontal stroke per run of dark modules."""
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.append(f"M{x} {y}.5h{length}")
            x += length
    return "".join(path)
