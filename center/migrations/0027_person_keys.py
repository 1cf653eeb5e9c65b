"""Every person gets a key that names the record outside of this database."""

from uuid import NAMESPACE_URL, uuid5

from django.db import migrations, models


def fill(apps, schema_editor):
    """A key made of the number: older backups get the same one when they are restored and migrated."""
    Person = apps.get_model("center", "Person")
    for number in Person.objects.filter(key=None).values_list("pk", flat=True).iterator():
        Person.objects.filter(pk=number).update(key=uuid5(NAMESPACE_URL, f"center.person {number}"))


class Migration(migrations.Migration):
    dependencies = [("center", "0026_questions_without_lesson")]

    operations = [
        migrations.AddField("person", "key", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
