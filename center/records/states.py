"""States of rows and the append-only log of their changes. Only move() changes a state."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from thai.django.fields import ThaiCharField


class StateChangeQuerySet(models.QuerySet[Any]):
    def update(self, **changes: Any) -> int:
        """Raises TypeError: the log is append-only."""
        raise TypeError("StateChange rows are only added")

    update.alters_data = True  # type: ignore[attr-defined]

    def forget_reasons(self) -> int:
        """Empty the reasons, in which names may stand; returns how many. The one change of the log: for retention."""
        return super().update(reason="")

    forget_reasons.alters_data = True  # type: ignore[attr-defined]


class StateChange(models.Model):
    """One change of one row's state. Append-only; deleted with the row."""

    class Actor(models.TextChoices):
        STAFF = "staff", _("เจ้าหน้าที่")
        VISITOR = "visitor", _("ผู้ใช้บริการ")
        SYSTEM = "system", _("ระบบ")

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name=_("ชนิดข้อมูล"))
    object_id = models.PositiveBigIntegerField(_("เลขที่"))
    row = GenericForeignKey()
    before = models.CharField(_("จาก"), max_length=20, blank=True)
    after = models.CharField(_("เป็น"), max_length=20)
    at = models.DateTimeField(_("เมื่อ"), db_default=Now())
    actor = models.CharField(_("ผู้เปลี่ยน"), max_length=7, choices=Actor, default=Actor.STAFF)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึก")
    )
    reason = ThaiCharField(_("เหตุผล"), max_length=300, blank=True)
    # Former values of other fields that changed with the state, such as the time of a booking before it was moved.
    details = models.JSONField(_("รายละเอียด"), default=dict, blank=True)

    objects = StateChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("ประวัติสถานะ")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-at"], name="state_changes_of_a_row")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(after=""),
                name="state_change_has_a_new_state",
                violation_error_message=_("ต้องบอกสถานะใหม่"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.before_in_words} → {self.after_in_words}" if self.before else self.after_in_words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's. Raises TypeError for an existing row."""
        if not self._state.adding:
            raise TypeError("StateChange rows are only added")
        super().save(*args, **kwargs)

    @property
    def before_in_words(self) -> str:
        return self._in_words(self.before)

    @property
    def after_in_words(self) -> str:
        return self._in_words(self.after)

    def _in_words(self, state: str) -> str:
        """The label that the row's model gives the state, in the reader's language."""
        model = self.content_type.model_class()
        if model is None or not issubclass(model, Stateful):
            return state
        field: Any = model._meta.get_field(model.state_field)
        return str(dict(field.flatchoices).get(state, state))


class Stateful(models.Model):
    """A row with a state. state_field: its column; transitions, if any: the states that may follow each state."""

    state_field: ClassVar[str] = "state"
    transitions: ClassVar[dict[str, tuple[str, ...]]] = {}

    state_changes = GenericRelation(StateChange)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Stateful)


class WrongState(Exception):
    """The transition is not allowed from the row's present state, `state`."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def move(
    row: Row,
    to: str,
    *,
    by: AbstractUser | None = None,
    actor: str = StateChange.Actor.STAFF,
    reason: str = "",
    details: dict[str, Any] | None = None,
    again: bool = False,
    **values: Any,
) -> bool:
    """Change the state of a row, write `values` with it and log the change, in one transaction.

    The row is locked first (FOR NO KEY UPDATE), so the second of two concurrent changes sees the first; `row` itself has
    the new values afterwards. Writing and logging the state it already has requires again=True. Returns whether
    anything was written. Raises WrongState if the row's model has transitions and this isn't one of them.
    """
    model = type(row)
    with transaction.atomic():
        locked = model._base_manager.select_for_update(no_key=True).get(pk=row.pk)
        before = getattr(locked, model.state_field)
        if before == to and not again:
            return False
        if model.transitions and before != to and to not in model.transitions.get(before, ()):
            raise WrongState(before)
        for name, value in {model.state_field: to, **values}.items():
            setattr(locked, name, value)
            setattr(row, name, value)
        locked._history_user = by  # type: ignore[attr-defined]
        locked.save(update_fields=[model.state_field, *values])
        log(locked, before=before, by=by, actor=actor, reason=reason, details=details)
    return True


def log(
    row: Stateful,
    *,
    before: str = "",
    by: AbstractUser | None = None,
    actor: str = StateChange.Actor.STAFF,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> StateChange:
    """Log the state a row has now: for code that writes the row itself, and for new rows (before is empty)."""
    return StateChange.objects.create(
        row=row,
        before=before,
        after=getattr(row, row.state_field),
        by_id=by.pk if by else None,
        actor=actor,
        reason=reason,
        details=details or {},
    )


def forget_reasons(model: type[Stateful], pks: Iterable[Any]) -> None:
    """Empty the reasons in the logs of these rows: part of anonymizing them. States, days and who stay."""
    kind = ContentType.objects.get_for_model(model)
    logged = StateChange.objects.filter(content_type=kind, object_id__in=list(pks)).exclude(reason="")
    logged.forget_reasons()
