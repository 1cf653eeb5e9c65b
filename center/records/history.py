"""Who changed what and when, for the rows staff edit (django-simple-history)."""

from django.db import models
from simple_history.exceptions import NotHistoricalModelError
from simple_history.models import HistoricalRecords
from simple_history.utils import get_history_manager_for_model


def derived(field: models.Field) -> models.Field:
    """Mark a field as computed from others: a history of it says nothing."""
    field.left_out_of_history = True
    return field


def is_left_out(field: models.Field) -> bool:
    """Whether a field says of itself, or of its class, that histories leave it out."""
    return getattr(field, "left_out_of_history", False)


class KeptHistory(HistoricalRecords):
    """HistoricalRecords that leaves out, besides the fields named, those that say so of themselves."""

    def create_history_model(self, model: type[models.Model], inherited: bool) -> type[models.Model]:
        self.excluded_fields = [
            field.name for field in model._meta.fields if field.name in self.excluded_fields or is_left_out(field)
        ]
        return super().create_history_model(model, inherited)


def kept_history(*personal: str) -> KeptHistory:
    """The history of a model, without derived fields and without the personal fields named.

    Personal data leaves on time only if no copy of it lingers in a history nobody looks at.
    """
    return KeptHistory(excluded_fields=list(personal))


def history_of(model: type[models.Model]) -> models.Manager | None:
    """The manager of all history rows of a model; None where it keeps none."""
    try:
        return get_history_manager_for_model(model)
    except NotHistoricalModelError:
        return None
