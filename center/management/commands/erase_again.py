from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from center.people import erased_keys, erasing


class Command(BaseCommand):
    help = (
        "Erase again whom an older backup brought back: everybody in the list of erased keys (ERASED_KEYS), and in further "
        "lists. `restore` runs it, and the worker every night. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lists", type=Path, nargs="*", help="Further lists, such as the one beside the backups.")

    def handle(self, *, lists: list[Path], **options) -> None:
        counts = erasing.erase_again(erased_keys.path(), *lists)
        erased = ", ".join(f"{label} {count}" for label, count in counts.items()) or "0"
        self.stdout.write(f"ลบซ้ำตามรายการที่เคยลบ | erased again: {erased}")
