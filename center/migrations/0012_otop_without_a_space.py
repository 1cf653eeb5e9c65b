"""Goods are OTOP, however it is typed (สินค้าโอทอป has no space), where staff left the words as they came."""

from django.db import migrations

BEFORE = "โอทอป, OTOP, สินค้าชุมชน"
AFTER = "โอทอป, OTOP, สินค้า, สินค้าโอทอป, สินค้า OTOP, OTOP products, สินค้าชุมชน"


def fill(apps, schema_editor):
    synonyms = apps.get_model("center", "Synonym").objects
    if not synonyms.filter(words=AFTER).exists():
        synonyms.filter(words=BEFORE).update(words=AFTER)


class Migration(migrations.Migration):
    dependencies = [("center", "0011_names_of_the_center")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
