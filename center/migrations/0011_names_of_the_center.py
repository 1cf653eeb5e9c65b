"""The former name of such centers, and what people call them, are found as the present one; staff edit the words."""

from django.db import migrations

WORDS = (
    "ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก, ศูนย์บริการส่งเสริมเศรษฐกิจชุมชนครบวงจร, ศูนย์ครบวงจร, "
    "ศูนย์เศรษฐกิจฐานราก, ศูนย์ส่งเสริมเศรษฐกิจฐานราก"
)


def fill(apps, schema_editor):
    apps.get_model("center", "Synonym").objects.get_or_create(words=WORDS)


class Migration(migrations.Migration):
    dependencies = [("center", "0010_the_center")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
