"""Demonstration sources and lessons: complete in both languages, loaded once, removed with their files."""

import re

import pytest
from django.core.files.storage import default_storage

from center.lessons import demo as lessons_demo
from center.lessons.models import Lesson, LessonPicture, Question
from center.people.models import Organization
from center.pictures.taking import file_names
from center.sources import demo as sources_demo
from center.sources.models import Source
from tests.factories import make_source
from tests.markup import assert_first_picture_is_preloaded
from tests.selection import LOADED_WITH_THE_WHOLE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("pictures_encoded_once"),
    LOADED_WITH_THE_WHOLE,
]

SOURCE_TEXTS = ("offers", "eligible", "conditions", "how_to_apply", "contact")
LESSON_TEXTS = ("summary", "done", "learned", "by")


def test_twelve_sources_of_the_four_kinds_and_three_sectors():
    assert sources_demo.load() == 12
    sources = Source.objects.published()
    assert {source.kind for source in sources} == set(Source.Kind.values)
    assert {source.sector for source in sources} == set(Source.Sector.values)
    for source in sources:
        source.full_clean()
        for name in SOURCE_TEXTS:
            assert getattr(source, f"{name}_th") and getattr(source, f"{name}_en"), (source, name)
            assert not re.search("[ก-๙]", getattr(source, f"{name}_en")), (source, name)
        assert source.network or source.organization or "(ตัวอย่าง)" in source.name_th
        # Amounts and rates change, so the texts name none.
        assert not re.search(r"[0-9๐-๙,]+ ?(บาท|%|เปอร์เซ็นต์)", source.offers_th + source.conditions_th)
    # Only groups can apply to it.
    assert sources.get(name_en="Women Empowerment Fund").applicants == ["กลุ่ม"]
    assert sources_demo.load() == 0


def test_four_lessons_with_pictures_sources_and_questions(client):
    sources_demo.load()
    assert lessons_demo.load() == 4
    for lesson in Lesson.objects.published():
        lesson.full_clean()
        assert lesson.sources.count() == 2 + (lesson.source_key == "demo:mango-second-grade")
        assert lesson.first_picture.alt_en and lesson.network and lesson.tambon
        for name in LESSON_TEXTS:
            assert getattr(lesson, f"{name}_th") and getattr(lesson, f"{name}_en"), (lesson, name)
        page = client.get(lesson.get_absolute_url())
        assert page.status_code == 200
        assert_first_picture_is_preloaded(page.content.decode())
    assert sorted(Question.objects.values_list("state", flat=True)) == ["answered", "answered", "waiting"]
    assert lessons_demo.load() == 0


def test_removed_with_files_and_nothing_else():
    sources_demo.load()
    lessons_demo.load()
    real, kept = make_source(name_th="ของจริง"), Organization.objects.get(name_th="มหาวิทยาลัยราชภัฏราชนครินทร์")
    real.organization = kept
    real.save()
    files = [name for picture in LessonPicture.objects.all() for name in file_names(picture)]
    assert len(files) > 4 and all(default_storage.exists(name) for name in files)

    assert lessons_demo.remove() == 4
    assert sources_demo.remove() == 12

    assert not Lesson.objects.exists() and not Question.objects.exists()
    assert list(Source.objects.all()) == [real]
    assert list(Organization.objects.all()) == [kept]
    assert not any(default_storage.exists(name) for name in files)
