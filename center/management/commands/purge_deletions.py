from django.core.management.base import BaseCommand
from django.utils import timezone

from center.recycle_bin.retention import purge


class Command(BaseCommand):
    help = "Purge rows deleted more than 30 days ago, with their files. Run daily; running it again changes nothing."

    def handle(self, **options) -> str:
        return f"{purge(timezone.now())} deletion(s) purged."
