"""Refuses a database in which Thai search would be silently dead."""

from collections.abc import Iterable

from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def check_lc_ctype(app_configs, databases: Iterable[str] | None = None, **kwargs) -> list[Error]:
    """On PostgreSQL with LC_CTYPE C, pg_trgm sees no letters in Thai text and its indexes find nothing.

    Measured: show_trgm('น้ำตาลสด') is {} there, and right under C.UTF-8, en_US.UTF-8 and ICU. Asks each PostgreSQL
    database in databases once.
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
    """The character classification of the database; the empty text where an ICU provider stands in for it."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
