"""The shelves of the library every center of this kind has; staff rename and add."""

from django.db import migrations

CATEGORIES = [
    ("OTOP", "OTOP"),
    ("กองทุนพัฒนาบทบาทสตรี", "Women's Empowerment Fund"),
    ("องค์กรชุมชนและทุนชุมชน", "Community organizations and funds"),
    ("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก", "The center"),
]


def fill(apps, schema_editor):
    DocumentCategory = apps.get_model("center", "DocumentCategory")
    for position, (name_th, name_en) in enumerate(CATEGORIES, start=1):
        DocumentCategory.objects.create(name_th=name_th, name_en=name_en, position=position)


class Migration(migrations.Migration):
    dependencies = [("center", "0006_documents_and_news")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
