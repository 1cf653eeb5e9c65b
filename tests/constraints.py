"""Tests of database constraints: lists the constraints of the project's models and checks that each is enforced."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

# By name of the constraint, or app.Model.field of a unique field: functions that create the conflicting rows, if any, and
# return an unsaved row that violates this constraint and no other.
Violations = dict[str, list[Callable[[], models.Model]]]


def our_models() -> list[type[models.Model]]:
    """The models of this project, without those of libraries and tests, and without history models."""
    our_apps = [
        app
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in app.path
    ]
    return [
        model
        for app in our_apps
        for model in app.get_models()
        if model.__module__.startswith(app.name) and not hasattr(model, "instance_type")
    ]


def constraints_of(model: type[models.Model]) -> dict[str, models.BaseConstraint | models.Field]:
    """Constraints by name and unique fields by label. No primary keys, since save() with an existing one is an update."""
    named = {constraint.name: constraint for constraint in model._meta.constraints}
    unique = {str(field): field for field in model._meta.local_fields if field.unique and not field.primary_key}
    return named | unique


def names(refusal: IntegrityError, row: models.Model, constraint: str) -> bool:
    """Whether an IntegrityError is about this constraint; SQLite names a unique constraint by its columns."""
    violated = constraints_of(type(row))[constraint]
    diagnostics = getattr(refusal.__cause__, "diag", None)
    if diagnostics and isinstance(violated, models.BaseConstraint):
        return diagnostics.constraint_name == constraint
    if isinstance(violated, models.CheckConstraint):
        return str(refusal) == f"CHECK constraint failed: {constraint}"
    fields = [violated] if isinstance(violated, models.Field) else map(row._meta.get_field, violated.fields)
    columns = [field.column for field in fields]
    if diagnostics:
        return list(re.findall(r"\w+", re.search(r"Key \((.+?)\)=", str(refusal))[1])) == columns and (
            diagnostics.table_name == row._meta.db_table
        )
    table = connection.ops.quote_name(row._meta.db_table).strip('"')
    return str(refusal) == "UNIQUE constraint failed: " + ", ".join(f"{table}.{column}" for column in columns)


def altered(row: models.Model, **fields) -> models.Model:
    """The row with some fields changed, not saved."""
    for field, value in fields.items():
        setattr(row, field, value)
    return row


def each(violations: Violations) -> list:
    """Parameters for pytest.mark.parametrize: each constraint with each of its violations."""
    return [
        pytest.param(constraint, violation, id=f"{constraint}-{number}")
        for constraint, functions in violations.items()
        for number, violation in enumerate(functions, start=1)
    ]


def check_refusal(constraint: str, violation: Callable[[], models.Model]) -> None:
    """Check that the database refuses the row by this constraint, and that validation does too, with its Thai message.

    full_clean() may report a field validator instead, so constraints are also validated on their own.
    """
    row = violation()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    assert names(refused.value, row, constraint)

    with pytest.raises(ValidationError):
        row.full_clean()
    violated = constraints_of(type(row))[constraint]
    if isinstance(violated, models.BaseConstraint):
        with pytest.raises(ValidationError) as invalid:
            row.validate_constraints()
        assert invalid.value.messages == [str(violated.violation_error_message)]
        assert re.search("[ก-๙]", invalid.value.messages[0])
