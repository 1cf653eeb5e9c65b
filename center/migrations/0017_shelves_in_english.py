"""English names of two shelves, as the rest of the site writes them, where staff left them as they came."""

from django.db import migrations

NAMES = {"Women's Empowerment Fund": "Women Empowerment Fund", "The center": "The Center"}


def rename(apps, schema_editor):
    for before, after in NAMES.items():
        apps.get_model("center", "DocumentCategory").objects.filter(name_en=before).update(name_en=after)


class Migration(migrations.Migration):
    dependencies = [("center", "0016_labels_in_plain_words")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
