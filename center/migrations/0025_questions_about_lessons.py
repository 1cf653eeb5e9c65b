from django.db import migrations
from django.db.models import F


def lessons_to_rows(apps, schema_editor):
    kinds = apps.get_model("contenttypes", "ContentType").objects
    for name in ("Question", "HistoricalQuestion"):
        rows = apps.get_model("center", name).objects.filter(lesson__isnull=False)
        if rows.exists():
            lesson, _created = kinds.get_or_create(app_label="center", model="lesson")
            rows.update(content_type=lesson, object_id=F("lesson_id"))


def rows_to_lessons(apps, schema_editor):
    """Questions about anything else can't be kept: lessons were all that a question could be about."""
    lesson = {"content_type__app_label": "center", "content_type__model": "lesson"}
    for name in ("Question", "HistoricalQuestion"):
        rows = apps.get_model("center", name).objects
        rows.exclude(**lesson).delete()
        rows.update(lesson_id=F("object_id"))


class Migration(migrations.Migration):
    dependencies = [("center", "0024_questions_about_any_row")]

    operations = [migrations.RunPython(lessons_to_rows, rows_to_lessons)]
