from typing import cast

from django.apps import apps
from django.core.management.base import BaseCommand

from center.records.search import Searchable, SearchableQuerySet


class Command(BaseCommand):
    help = "Recompute the search columns of all rows. Run after upgrades and after changes by SQL; idempotent."

    def handle(self, **options) -> None:
        for model in apps.get_models():
            if issubclass(model, Searchable):
                rows = cast(SearchableQuerySet, model._default_manager.all())
                changed = rows.reindex()
                if options["verbosity"]:
                    self.stdout.write(f"{model._meta.verbose_name}: {changed:,} จาก {rows.count():,}")
