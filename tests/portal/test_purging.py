"""After every period nothing personal is left outside of the registers of people, and the statistics say what they said."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.models import Count, F, Sum
from django.utils import timezone

from center.lessons.models import Question
from center.mail.models import Message
from center.people.models import JoinRequest
from center.records.history import history_of
from center.records.personal import is_personal
from center.records.states import Stateful, log
from center.recycle_bin.deletions import delete_with_return
from consultations.bookings.models import Booking, CallbackRequest
from consultations.outreach.models import OutreachEvent, Registration, VillageRequest
from consultations.registers.models import Case, Complaint, FollowUp, Outcome, Visit
from tests import factories
from tests.constraints import our_models
from tests.test_admin_english import one_of_each

pytestmark = [pytest.mark.django_db]

# Longer than every period.
ELEVEN_YEARS = dt.timedelta(days=11 * 366)
MARK = "Secret7Mk"  # short, since PostgreSQL refuses longer phones; ASCII, since SQLite escapes other letters in JSON
# Registers of those who belong to the center: their rows stay as long as they do, and go when staff delete or erase them.
REGISTERS = {
    "center.person",
    "center.user",
    "catalog.producer",
    "committee.speaker",
    "center.officercard",
}


def marked_columns() -> list[tuple[type[models.Model], models.Field]]:
    """Every column of our tables that holds personal texts."""
    return [
        (model, field)
        for model in our_models()
        for field in model._meta.concrete_fields
        if is_personal(field) and not field.is_relation and isinstance(field, models.CharField | models.TextField)
        if not hasattr(model, "history_object") and not field.choices
    ]


@pytest.fixture
def rows_of_every_kind():
    """A row of every kind, over and done with, whose personal texts and reasons hold a mark."""
    officer = factories.make_staff(username="officer")
    rows = one_of_each(officer)
    person = rows["person"]
    for model, field in marked_columns():
        value = "0812345678" if field.get_internal_type() == "CharField" and field.max_length == 10 else MARK
        model._base_manager.update(**{field.name: value})
    for model in dict.fromkeys(model for model, _field in marked_columns()):
        if issubclass(model, Stateful) and (row := model._base_manager.first()):
            log(row, before="x", reason=MARK)
    for model in (Booking, Registration, VillageRequest, JoinRequest, Visit, Case):
        model._base_manager.update(person=person)
    JoinRequest.objects.update(state="declined", decided_at=timezone.now())
    Message.objects.update(state="told")
    Question.objects.update(state="hidden")
    delete_with_return([factories.make_person(first_name=MARK)], officer)
    return rows


def figures() -> dict[str, list[Any]]:
    """What the reports count, from rows that hold names until their period is over."""

    def counted(rows: models.QuerySet, *by: str, total: Any = None) -> list[Any]:
        return list(rows.order_by(*by).values_list(*by).annotate(total or Count("pk")))

    return {
        "bookings": counted(Booking.objects, "topic", "speaker", "tambon", "state", "channel", "starts_at"),
        "visits": counted(
            Visit.objects, "year", "month", "tambon", "moo", "gender", "channel", "topic", "state", total=Sum("people")
        ),
        "outcomes": counted(Outcome.objects, "visit__topic", "kind"),
        "follow-ups": counted(FollowUp.objects, "state", "income_before", "income_after", "jobs"),
        "callbacks": counted(CallbackRequest.objects, "topic", "tambon", "state"),
        "registrations": counted(
            Registration.objects, "event", "tambon", "moo", "state", "channel", total=Sum("party_size")
        ),
        "events": counted(OutreachEvent.objects, "place", "state", "starts_at", total=Sum(F("sessions__taken"))),
        "requests": counted(VillageRequest.objects, "tambon", "moo", "state"),
        "cases": counted(Case.objects, "kind", "tambon", "moo", "round"),
        "complaints": counted(Complaint.objects, "kind", "state"),
        "join requests": counted(JoinRequest.objects, "tambon", "state"),
        "messages": counted(Message.objects, "kind", "state"),
    }


def holding(text: str) -> set[str]:
    """The columns of all our tables, histories, logs and the recycle bin included, that hold a text."""
    quote = connection.ops.quote_name
    found = set()
    with connection.cursor() as cursor:
        for model in [*our_models(), *(kept.model for model in our_models() if (kept := history_of(model)))]:
            for field in model._meta.concrete_fields:
                table, column = quote(model._meta.db_table), quote(field.column)
                cursor.execute(f"SELECT count(*) FROM {table} WHERE CAST({column} AS text) LIKE %s", [f"%{text}%"])
                if cursor.fetchone()[0]:
                    found.add(f"{model._meta.label_lower}.{field.name}")
    return found


def in_registers(column: str) -> bool:
    return column.rpartition(".")[0] in REGISTERS


def test_after_every_period_only_the_registers_hold_personal_data_and_figures_stay(
    rows_of_every_kind, monkeypatch, capsys
):
    before, later = figures(), timezone.now() + ELEVEN_YEARS
    assert all(before.values()), "a figure of nothing proves nothing"
    held = holding(MARK)
    assert {"consultations.booking.name", "center.statechange.reason", "center.deletion.rows"} <= held

    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    call_command("purge_personal_data")

    assert "bookings: 1" in capsys.readouterr().out
    assert {column for column in holding(MARK) if not in_registers(column)} == set()
    assert figures() == before
    assert not any(model.objects.exclude(phone="", person=None).exists() for model in (Booking, Visit, Case))
    call_command("purge_personal_data")
    assert {line.rpartition(" ")[2] for line in capsys.readouterr().out.splitlines()} == {"0"}
