"""A question was about a lesson and is about any row now: none loses its lesson, nor does its history."""

import pytest
from django.apps import apps as current
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("center", "0023_messages")


def migrate_back():
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    return executor.loader.project_state([BEFORE]).apps.get_model


def migrate_forward() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.long  # walks migrations back and forth
@pytest.mark.django_db(transaction=True)
def test_questions_keep_their_lesson_either_way():
    # The models of now: what other tests hold may be those of another state.
    lesson = current.get_model("center", "Lesson").objects.create(name_th="ขวดแก้ว")
    question = current.get_model("center", "Question")
    first = question.objects.create(about=lesson, text="ขวดซื้อที่ไหน", form_key="1" * 32)
    try:
        model = migrate_back()
        old = model("center", "Question").objects.get()
        assert (old.pk, old.lesson_id) == (first.pk, lesson.pk)
        assert set(model("center", "HistoricalQuestion").objects.values_list("lesson_id", flat=True)) == {lesson.pk}
    finally:
        migrate_forward()
    kept = question.objects.get()
    assert (kept.pk, kept.about, kept.text) == (first.pk, lesson, "ขวดซื้อที่ไหน")
    assert {row.object_id for row in question.history.all()} == {lesson.pk}
    assert lesson.questions.get() == kept
