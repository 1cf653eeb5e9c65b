"""The list of erased rows. It lies outside of the database, so that restoring an older backup brings nobody back.

A file of JSON lines, one for each erasure: {"at": ..., "keys": {"center.person": [...], "consultations.booking": [...]}}.
The keys are random and were never shown to anybody; the file holds no personal data.
"""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

NAME = "erased-keys.jsonl"
Keys = dict[str, set[str]]


def path() -> Path:
    return Path(settings.ERASED_KEYS)


def append(keys: Mapping[str, Iterable[str]], *, at: datetime) -> None:
    """Add the keys of erased rows, by the label of their model, and wait until they are on the disk. Raises OSError."""
    line = json.dumps({"at": at.isoformat(timespec="seconds"), "keys": {label: sorted(keys[label]) for label in keys}})
    path().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with open(descriptor, "a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(*files: Path) -> Keys:
    """All keys of these lists, by the label of their model; a list that doesn't exist is empty, a cut line is skipped."""
    found: Keys = {}
    for file in dict.fromkeys(files):
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            try:
                keys = json.loads(line)["keys"]
            except (ValueError, KeyError):
                continue  # the machine stopped while it was written; the erasure wasn't committed
            for label, of_model in keys.items():
                found.setdefault(label, set()).update(of_model)
    return found
