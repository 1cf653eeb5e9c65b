"""Merged cells of a worksheet: the value of the first row holds for all rows of the range."""

import re
from bisect import bisect_left, bisect_right

from openpyxl.utils import column_index_from_string

from center.sheets.sheet import Rows
from center.sheets.xlsx_parts import TooCostly

MOST_FILLED = 200_000  # cells

_CELL = r"\$?([A-Z]{1,3})\$?([0-9]{1,7})"
_RANGE = re.compile(rf"<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*[\"']{_CELL}:{_CELL}[\"']".encode())


def fill_merged(rows: Rows, worksheet: bytes) -> int | None:
    """Write the value of each merged range into its first column, in those of its rows that hold anything at all.

    worksheet: its XML. Returns the number of cells; None if no range has several rows. Raises TooCostly where ranges overlap
    without end.
    """
    numbers = [number for number, _cells in rows]
    visited = 0
    filled = None
    for match in _RANGE.finditer(worksheet):
        column, first, last = column_index_from_string(match[1].decode()) - 1, int(match[2]), int(match[4])
        if last > first:
            filled = filled or 0
        start, end = bisect_left(numbers, first), bisect_right(numbers, last)
        if start == end or numbers[start] != first:
            continue
        visited += end - start
        if visited > MOST_FILLED:
            raise TooCostly
        top = rows[start][1]
        value = top[column] if column < len(top) else None
        if value is None:
            continue
        for _number, cells in rows[start + 1 : end]:
            cells += [None] * (column + 1 - len(cells))
            if cells[column] is None:
                cells[column] = value
                filled = (filled or 0) + 1
    return filled
