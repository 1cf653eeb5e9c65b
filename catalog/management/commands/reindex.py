from django.apps import apps
from django.core.management.base import BaseCommand

from center.records.search import Searchable


class Command(BaseCommand):
    help = (
        "Compute the search columns of all rows anew. Run after update(), bulk_update() and upgrades; "
        "running it twice changes nothing the second time."
    )

    def handle(self, **options) -> None:
        for model in apps.get_models():
            if issubclass(model, Searchable):
                changed = model.objects.reindex()
                if options["verbosity"]:
                    self.stdout.write(f"{model._meta.verbose_name}: {changed:,} จาก {model.objects.count():,}")
