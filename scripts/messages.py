"""Bring locale/en up to date with the texts of the code: `make messages`, then translate what it names.

makemessages lists the texts in the order of the files, so that every move of a file would rewrite the catalogue; here
they are sorted, and what the run date changes is left out.
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
DATED = ("POT-Creation-Date", "PO-Revision-Date", "Report-Msgid-Bugs-To")


def main() -> int:
    """Collect, sort and compile; returns 1 where a text has no translation yet."""
    options = ["-l", "en", "--no-location", "--no-obsolete", "-i", "node_modules", "-i", "data", "-i", ".venv"]
    environment = os.environ | {"DEBUG": "1"}
    subprocess.run([sys.executable, "manage.py", "makemessages", *options], check=True, env=environment)
    catalogue = polib.pofile(CATALOGUE, wrapwidth=120)
    catalogue.metadata = {name: value for name, value in catalogue.metadata.items() if name not in DATED}
    entries = sorted(catalogue, key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.clear()
    catalogue.extend(entries)
    catalogue.save(CATALOGUE)
    catalogue.save_as_mofile(CATALOGUE.with_suffix(".mo"))
    missing = [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
    for entry in missing:
        print(f"To translate: {entry.msgid}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
