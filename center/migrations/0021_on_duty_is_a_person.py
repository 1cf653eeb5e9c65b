"""Who was on duty becomes a person of the registers: an officer without one gets one, by the name on their card."""

import django.db.models.deletion
from django.db import migrations, models

from thai.sorting import sort_key


def person_of(apps, user):
    """The user's person; made and linked where there is none."""
    if user.person_id:
        return user.person
    card = apps.get_model("center", "OfficerCard").objects.filter(user=user).first()
    name = (card.name_th if card else "") or f"{user.first_name} {user.last_name}".strip() or user.username
    first_name, _space, surname = name.partition(" ")
    person = apps.get_model("center", "Person").objects.create(
        first_name=first_name[:100], surname=surname.strip()[:100], sort_key=sort_key(f"{first_name} {surname}".strip())
    )
    user.person = person
    user.save(update_fields=["person"])
    return person


def move_over(apps, schema_editor) -> None:
    user_model = apps.get_model("center", "User")
    people = {}

    def person(pk):
        if pk is not None and pk not in people:
            user = user_model.objects.filter(pk=pk).first()
            people[pk] = person_of(apps, user).pk if user else None
        return people.get(pk)

    for name in ("ServiceDay", "HistoricalServiceDay"):
        rows = apps.get_model("center", name).objects.exclude(on_duty=None)
        for row in rows:
            row.on_duty_person_id = person(row.on_duty_id)
            row.save(update_fields=["on_duty_person"])


def move_back(apps, schema_editor) -> None:
    users = dict(apps.get_model("center", "User").objects.exclude(person=None).values_list("person_id", "pk"))
    for name in ("ServiceDay", "HistoricalServiceDay"):
        for row in apps.get_model("center", name).objects.exclude(on_duty_person=None):
            row.on_duty_id = users.get(row.on_duty_person_id)
            row.save(update_fields=["on_duty"])


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
        migrations.RemoveField("serviceday", "on_duty"),
        migrations.RemoveField("historicalserviceday", "on_duty"),
        migrations.RenameField("serviceday", "on_duty_person", "on_duty"),
        migrations.RenameField("historicalserviceday", "on_duty_person", "on_duty"),
    ]
