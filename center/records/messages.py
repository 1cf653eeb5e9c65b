"""Sentences for staff whose values stand apart, so that whoever reads one later reads it in their own language.

What a sheet or a job comes to is said in the background, kept in the database, and shown to several people.
"""

import json
from typing import Any

from django.utils.translation import gettext

Kept = str | dict[str, Any]
_BEGINS = '{"pattern": '


class Sentence(str):
    """A text in Thai, with the pattern (a msgid, %(name)s for each value) and the values it was made of.

    A value that is a Sentence itself is translated with it; every other stands as it is.
    """

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, **values: Any) -> "Sentence":
        said = super().__new__(cls, pattern % values if values else pattern)
        said.pattern, said.values = pattern, values
        return said


def kept(said: str) -> Kept:
    """A sentence for a JSON column: pattern and values. A plain string is kept as it is."""
    if not isinstance(said, Sentence):
        return said
    values = {name: kept(value) if isinstance(value, str) else value for name, value in said.values.items()}
    return {"pattern": said.pattern, "values": values}


def restored(said: Kept) -> str:
    """The sentence that was kept, as it was before."""
    if isinstance(said, dict):
        values = {name: restored(value) if isinstance(value, dict) else value for name, value in said["values"].items()}
        return Sentence(said["pattern"], **values)
    return said


def kept_text(said: str) -> str:
    """A sentence for a column of text; one without values is its own pattern."""
    return json.dumps(kept(said), ensure_ascii=False) if getattr(said, "values", None) else str(said)


def told(said: Kept) -> str:
    """What was kept, in the reader's language. A plain string is looked up whole, and stays where nobody knows it."""
    if isinstance(said, str) and said.startswith(_BEGINS):
        said = json.loads(said)
    if isinstance(said, dict):
        values = {name: value_told(value) for name, value in said["values"].items()}
        return gettext(said["pattern"]) % values if values else gettext(said["pattern"])
    return gettext(said) if said else ""


def value_told(value: Any) -> Any:
    """A value among others: a kept sentence in the reader's language, everything else as it is."""
    return told(value) if isinstance(value, dict) else value
