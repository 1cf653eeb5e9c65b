from django.core.management.base import BaseCommand
from django.utils import timezone

from center.records import retention


class Command(BaseCommand):
    help = (
        "Delete or anonymize whatever has been kept for its period (the list on the privacy page). The worker does the "
        "same every night; run it after restoring an older backup. Running it again changes nothing."
    )

    def handle(self, **options) -> None:
        for key, count in retention.purge(timezone.now()).items():
            self.stdout.write(f"{key}: {count}")
