"""Imports before this kept the phones and addresses of producers that were deleted for good, or taken back, since."""

from django.db import migrations


def forget(apps, schema_editor):
    rows = apps.get_model("catalog", "ImportRow").objects
    rows.filter(producer=None, person=None).exclude(after=None, before=None).exclude(batch__kind="people").update(
        before=None, after=None
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_admin_import")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
