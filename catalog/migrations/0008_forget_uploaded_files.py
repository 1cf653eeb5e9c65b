"""Imports before this kept the uploaded file as it was, with ID-card numbers if it had any, and a preview of it.

Both leave; imports that nobody confirmed are given up, so that their sheets are uploaded again.
"""

from django.core.files.storage import default_storage
from django.db import migrations


def forget(apps, schema_editor):
    batches = apps.get_model("catalog", "ImportBatch").objects
    for batch in batches.exclude(file="", preview=""):
        for name in filter(None, [batch.file.name, batch.preview.name]):
            default_storage.delete(name)
    batches.filter(state__in=["comparing", "headings", "refused", "ready"]).update(state="dropped")
    batches.exclude(file="", preview="").update(file="", preview="", digest="", choices={})


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_the_error_asks_for_a_buddhist_year")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
