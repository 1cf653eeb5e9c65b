"""Who changed what and when, for the rows staff edit (django-simple-history)."""

from typing import Any, TypeVar

from django.db import models
from simple_history.exceptions import NotHistoricalModelError
from simple_history.models import HistoricalRecords
from simple_history.utils import get_history_manager_for_model

FieldT = TypeVar("FieldT", bound="models.Field[Any, Any]")


def derived(field: FieldT) -> FieldT:
    """Mark a field as computed from other fields, so that histories exclude it."""
    field.left_out_of_history = True  # type: ignore[attr-defined]
    return field


def is_left_out(field: "models.Field[Any, Any]") -> bool:
    """Whether the field or its class is marked as excluded from histories."""
    return getattr(field, "left_out_of_history", False)


class KeptHistory(HistoricalRecords):  # type: ignore[misc]  # simple_history has no types
    """HistoricalRecords that excludes, besides the fields named, those marked as left out of history."""

    excluded_fields: list[str]

    def create_history_model(self, model: type[models.Model], inherited: bool) -> Any:
        self.excluded_fields = [
            field.name for field in model._meta.fields if field.name in self.excluded_fields or is_left_out(field)
        ]
        return super().create_history_model(model, inherited)


def kept_history(*personal: str) -> KeptHistory:
    """The history of a model, without derived fields and without the personal fields named.

    Personal data must have no copies in a history, where retention would miss them.
    """
    return KeptHistory(excluded_fields=list(personal))


def history_of(model: type[models.Model]) -> models.Manager[Any] | None:
    """The manager of a model's history rows; None if it has no history."""
    try:
        manager: models.Manager[Any] = get_history_manager_for_model(model)
    except NotHistoricalModelError:
        return None
    return manager
