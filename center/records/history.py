"""Who changed what and when, for the rows staff edit (django-simple-history)."""

from django.db import models
from simple_history.exceptions import NotHistoricalModelError
from simple_history.models import HistoricalRecords
from simple_history.utils import get_history_manager_for_model

# Computed from other fields when the row is saved; a history of them says nothing.
DERIVED = ["sort_key", "search_text", "search_name", "latest_stars", "latest_year", "revision"]


class KeptHistory(HistoricalRecords):
    """HistoricalRecords that names only fields the model has as left out; simple-history's pages fail on others."""

    def create_history_model(self, model: type[models.Model], inherited: bool) -> type[models.Model]:
        names = {field.name for field in model._meta.fields}
        self.excluded_fields = [name for name in self.excluded_fields if name in names]
        return super().create_history_model(model, inherited)


def kept_history(*personal: str) -> KeptHistory:
    """The history of a model, without derived fields and without the personal fields named.

    Personal data leaves on time only if no copy of it lingers in a history nobody looks at.
    """
    return KeptHistory(excluded_fields=[*DERIVED, *personal])


def history_of(model: type[models.Model]) -> models.Manager | None:
    """The manager of all history rows of a model; None where it keeps none."""
    try:
        return get_history_manager_for_model(model)
    except NotHistoricalModelError:
        return None
