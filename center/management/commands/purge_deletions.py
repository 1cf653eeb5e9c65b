from django.core.management.base import BaseCommand
from django.utils import timezone

from center.recycle_bin.retention import purge


class Command(BaseCommand):
    help = "Remove for good what was deleted more than 30 days ago, with its files. Run daily; twice removes nothing twice."

    def handle(self, **options) -> str:
        return f"{purge(timezone.now())} deletion(s) purged."
