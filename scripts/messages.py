"""Update the catalogue locale/en from the texts in the code (`make messages`) and list the missing translations.

Entries are sorted and headers with dates left out, so that moving a file or running it again changes nothing: makemessages
alone orders entries by file.
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
DATED = ("POT-Creation-Date", "PO-Revision-Date", "Report-Msgid-Bugs-To")


def main() -> int:
    """Collect, sort and compile; returns 1 if a translation is missing."""
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
