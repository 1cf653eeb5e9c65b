"""The constraints of our models, and how a test shows that the database keeps one of them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

# For the name of each constraint, or app.Model.field of a unique field: makers of rows that break nothing else. Each
# makes in the database what stands in the way and returns the row that may not be saved.
Violations = dict[str, list[Callable[[], models.Model]]]


def our_models() -> list[type[models.Model]]:
    """The models of this project, without those of libraries, of tests and of kept history."""
    ours = [
        app
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in app.path
    ]
    return [
        model
        for app in ours
        for model in app.get_models()
        if model.__module__.startswith(app.name) and not hasattr(model, "instance_type")
    ]


def constraints_of(model: type[models.Model]) -> dict[str, models.BaseConstraint | models.Field]:
    """Constraints by name and unique fields by label, without primary keys: save() under a taken one updates."""
    named = {constraint.name: constraint for constraint in model._meta.constraints}
    unique = {str(field): field for field in model._meta.local_fields if field.unique and not field.primary_key}
    return named | unique


def names(refusal: IntegrityError, row: models.Model, constraint: str) -> bool:
    """Whether a database's refusal to save a row names this constraint; SQLite names a unique one by its columns."""
    broken = constraints_of(type(row))[constraint]
    diagnosis = getattr(refusal.__cause__, "diag", None)
    if diagnosis and isinstance(broken, models.BaseConstraint):
        return diagnosis.constraint_name == constraint
    if isinstance(broken, models.CheckConstraint):
        return str(refusal) == f"CHECK constraint failed: {constraint}"
    fields = [broken] if isinstance(broken, models.Field) else map(row._meta.get_field, broken.fields)
    columns = [field.column for field in fields]
    if diagnosis:
        return list(re.findall(r"\w+", re.search(r"Key \((.+?)\)=", str(refusal))[1])) == columns and (
            diagnosis.table_name == row._meta.db_table
        )
    table = connection.ops.quote_name(row._meta.db_table).strip('"')
    return str(refusal) == "UNIQUE constraint failed: " + ", ".join(f"{table}.{column}" for column in columns)


def altered(row: models.Model, **fields) -> models.Model:
    """A row with some fields set on the instance only."""
    for field, value in fields.items():
        setattr(row, field, value)
    return row


def each(violations: Violations) -> list:
    """The rows of a table one by one, for pytest.mark.parametrize."""
    return [
        pytest.param(constraint, violation, id=f"{constraint}-{number}")
        for constraint, several in violations.items()
        for number, violation in enumerate(several, start=1)
    ]


def check_refusal(constraint: str, violation: Callable[[], models.Model]) -> None:
    """Save past the forms: the database refuses and names the constraint. A form refuses too, with its sentence.

    In a form a field's own validator may speak first; a constraint whose fields are all well-formed speaks itself.
    """
    row = violation()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    assert names(refused.value, row, constraint)

    with pytest.raises(ValidationError):
        row.full_clean()
    broken = constraints_of(type(row))[constraint]
    if isinstance(broken, models.BaseConstraint):
        with pytest.raises(ValidationError) as invalid:
            row.validate_constraints()
        assert invalid.value.messages == [str(broken.violation_error_message)]
        assert re.search("[ก-๙]", invalid.value.messages[0])
