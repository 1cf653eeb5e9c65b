"""The log of who of the staff read or exported personal data (PDPA section 37: security measures).

StaffAdmin logs its lists, rows and exports; a page of its own that shows somebody's data calls opened(), one that makes a
file of several people calls exported().
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone

from center.access.models import ACCESS_LOG_KEPT, PersonalDataAccess, User
from center.records.personal import is_personal

Act = PersonalDataAccess.Act
A_DAY = timedelta(days=1).total_seconds()


def holds_personal_data(model: type[Model]) -> bool:
    """Whether any field of the model is marked as personal."""
    return any(is_personal(field) for field in model._meta.concrete_fields)


def listed(user: User, model: type[Model]) -> None:
    """Log that a list was looked at: once for each user, model and day. One query on the day's first time, then none."""
    day = timezone.localdate()
    if cache.add(f"access-log:{user.pk}:{model._meta.label_lower}:{day}", 1, A_DAY):
        PersonalDataAccess.objects.bulk_create([_entry(user, Act.LIST, model)], ignore_conflicts=True)


def opened(user: User, row: Model) -> None:
    """Log that one row's data was looked at. One query."""
    _entry(user, Act.ROW, type(row), row.pk).save()


def exported(user: User, model: type[Model], pk: Any = "") -> None:
    """Log that rows of a model left as a file; pk: the one row, if it is the file of one. One query."""
    _entry(user, Act.EXPORT, model, pk).save()


def forget_outdated(now: datetime) -> int:
    """Delete entries older than their period; returns how many."""
    deleted, _by_model = PersonalDataAccess.objects.filter(at__lte=now - ACCESS_LOG_KEPT.kept_for).delete()
    return deleted


def _entry(user: User, act: str, model: type[Model], pk: Any = "") -> PersonalDataAccess:
    kind = ContentType.objects.get_for_model(model)
    return PersonalDataAccess(user=user, act=act, content_type=kind, object_id=str(pk), day=timezone.localdate())
