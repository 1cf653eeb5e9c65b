"""System check: refuses a PostgreSQL database in which Thai search finds nothing."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def check_lc_ctype(app_configs: Any, databases: Iterable[str] | None = None, **kwargs: Any) -> list[Error]:
    """On PostgreSQL with LC_CTYPE C, pg_trgm sees no letters in Thai text, so its indexes find nothing.

    Measured: show_trgm('น้ำตาลสด') is {} there, and right under C.UTF-8, en_US.UTF-8 and ICU. One query for each
    PostgreSQL database.
    """
    return [
        Error(
            f"The database {alias!r} has LC_CTYPE {ctype!r}: Thai text has no trigrams there, so search finds nothing.",
            hint="Create the database anew: createdb --template=template0 --locale=C.UTF-8 NAME",
            id="center.E001",
        )
        for alias in databases or []
        if connections[alias].vendor == "postgresql" and (ctype := read_lc_ctype(alias)) in {"C", "POSIX"}
    ]


def read_lc_ctype(alias: str) -> str:
    """The database's LC_CTYPE; empty if it has an ICU provider instead."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        ctype: str = cursor.fetchone()[0]
    return ctype
