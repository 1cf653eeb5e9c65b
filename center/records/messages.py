"""Messages that are stored in the database and translated for each reader.

Background jobs and imports write messages that several people read, each in the own language. They are therefore stored
as a msgid and the values for its placeholders instead of as a finished text.
"""

import json
from typing import Any

from django.utils.translation import gettext

Serialized = str | dict[str, Any]
_PREFIX = '{"pattern": '


class Sentence(str):
    """A Thai text that knows its pattern (a msgid with %(name)s placeholders) and its values.

    Values that are Sentences are translated too, all others are inserted unchanged.
    """

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, **values: Any) -> "Sentence":
        sentence = super().__new__(cls, pattern % values if values else pattern)
        sentence.pattern, sentence.values = pattern, values
        return sentence


def serialize(message: str) -> Serialized:
    """A message for a JSON column: the pattern and values of a Sentence, a plain string unchanged."""
    if not isinstance(message, Sentence):
        return message
    values = {name: serialize(value) if isinstance(value, str) else value for name, value in message.values.items()}
    return {"pattern": message.pattern, "values": values}


def deserialize(serialized: Serialized) -> str:
    """The message that was given to serialize()."""
    if isinstance(serialized, dict):
        values = {
            name: deserialize(value) if isinstance(value, dict) else value
            for name, value in serialized["values"].items()
        }
        return Sentence(serialized["pattern"], **values)
    return serialized


def serialize_text(message: str) -> str:
    """A message for a text column: JSON for a Sentence with values, otherwise the text itself."""
    return json.dumps(serialize(message), ensure_ascii=False) if getattr(message, "values", None) else str(message)


def translate(serialized: Serialized) -> str:
    """A stored message in the active language. Plain strings are msgids, unchanged if they have no translation."""
    if isinstance(serialized, str) and serialized.startswith(_PREFIX):
        serialized = json.loads(serialized)
    if isinstance(serialized, dict):
        values = {name: translate_value(value) for name, value in serialized["values"].items()}
        return gettext(serialized["pattern"]) % values if values else gettext(serialized["pattern"])
    return gettext(serialized) if serialized else ""


def translate_value(value: Any) -> Any:
    """A value of a stored message: translated if it is a serialized Sentence, otherwise unchanged."""
    return translate(value) if isinstance(value, dict) else value
