"""`python -O` leaves assert statements out, so the portal's own code has none: what must hold is an if that raises."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NO_PRODUCT_CODE = {"tests", "node_modules", "data"}


def product_code() -> Iterator[Path]:
    """Every Python file outside the tests, hidden folders left out."""
    for folder in ROOT.iterdir():
        if folder.is_dir() and folder.name not in NO_PRODUCT_CODE and not folder.name.startswith("."):
            yield from folder.rglob("*.py")
    yield from ROOT.glob("*.py")


def asserts(source: str) -> list[int]:
    """The lines of a source's assert statements."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]


def test_no_assert_in_the_portals_own_code():
    files = list(product_code())
    assert {"manage.py", "settings.py", "recency.py"} <= {file.name for file in files}  # the walk found them
    assert [f"{file}:{line}" for file in files for line in asserts(file.read_text())] == []


def test_an_assert_is_found():
    assert asserts("def f(x):\n    assert x  # noqa: S101\n") == [2]
