"""Who was on duty becomes a person of the registers: an officer without one gets one, by the name on their card.

The column of users goes in the next migration: PostgreSQL alters no table in the transaction that has just filled it.
"""

import re

import django.db.models.deletion
from django.db import migrations, models

from thai.django.fields import SEPARATOR
from thai.folding import fold
from thai.sorting import sort_key

TITLES = re.compile(r"(นางสาว|นาง|นาย|ว่าที่ ?ร\.ต\.)\s*(?=\S)")


def person_of(apps, user):
    """The user's person; made and linked where there is none."""
    if user.person_id:
        return user.person
    card = apps.get_model("center", "OfficerCard").objects.filter(user=user).first()
    name = (card.name_th if card else "") or f"{user.first_name} {user.last_name}".strip() or user.username
    title = TITLES.match(name)
    first_name, _space, surname = name[title.end() if title else 0 :].partition(" ")
    title, first_name, surname = title[1] if title else "", first_name[:100], surname.strip()[:100]
    # What Person.save() computes: the model's own methods are not there in a migration.
    person = apps.get_model("center", "Person").objects.create(
        title=title,
        first_name=first_name,
        surname=surname,
        sort_key=b"\x00".join(sort_key(text) for text in (first_name, surname) if text),
        search_text=SEPARATOR.join(filter(None, [fold(f"{title}{first_name} {surname}")])),
    )
    user.person = person
    user.save(update_fields=["person"])
    return person


def move_over(apps, schema_editor) -> None:
    users = apps.get_model("center", "User").objects
    people: dict[int, int | None] = {}
    for name in ("ServiceDay", "HistoricalServiceDay"):
        for row in apps.get_model("center", name).objects.exclude(on_duty=None):
            if row.on_duty_id not in people:
                user = users.filter(pk=row.on_duty_id).first()  # a history may name a user who is gone
                people[row.on_duty_id] = person_of(apps, user).pk if user else None
            row.on_duty_person_id = people[row.on_duty_id]
            row.save(update_fields=["on_duty_person"])


def move_back(apps, schema_editor) -> None:
    users = dict(apps.get_model("center", "User").objects.exclude(person=None).values_list("person_id", "pk"))
    for name in ("ServiceDay", "HistoricalServiceDay"):
        for row in apps.get_model("center", name).objects.exclude(on_duty_person=None):
            row.on_duty_id = users.get(row.on_duty_person_id)
            row.save(update_fields=["on_duty"])
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table whose deferred checks are still to come


PERSON = {
    "blank": True,
    "null": True,
    "help_text": "เจ้าหน้าที่หรือกรรมการ มีบัญชีผู้ใช้หรือไม่ก็ได้",
    "to": "center.person",
    "verbose_name": "ผู้อยู่เวร",
}


class Migration(migrations.Migration):
    dependencies = [("center", "0020_networks_in_full")]

    operations = [
        migrations.AddField(
            "serviceday",
            "on_duty_person",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="service_days", **PERSON),
        ),
        migrations.AddField(
            "historicalserviceday",
            "on_duty_person",
            models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", **PERSON
            ),
        ),
        migrations.RunPython(move_over, move_back),
    ]
