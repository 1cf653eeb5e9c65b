"""QR codes of our own addresses, for paper, pages and pictures."""

from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET_ZONE = 4  # modules of white around the code, as ISO/IEC 18004 asks


def modules(address: str) -> list[list[bool]]:
    """The code of an address as rows of dark (True) and light modules, quiet zone included.

    Error correction M (15% may be dirty or torn), more where the same size has room for it.
    """
    code = segno.make(address, error="m", micro=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]


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
    """One stroke per run of dark modules, each begun where the last one ended: the shortest way to say it."""
    path, pen, at = [], 0, None
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.append(f"m{x - pen} 0" if at == y else f"M{x} {y}.5")
                path.append(f"h{length}")
                pen, at = x + length, y
            x += length
    return "".join(path)
