"""What the lessons package registers for the whole website."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.access.rights import RIGHTS, Rights, content
from center.lessons import demo, questions
from center.lessons.models import KEPT, Lesson, LessonPicture, Question
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.languages import bilingual
from center.records.pages import PAGES, SUPPORT, Page
from center.records.retention import PERIODS
from center.records.site_search import KINDS, RowKind
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, Waiting, WaitingWork


def questions_without_answer() -> Iterable[Waiting]:
    """The tile of the admin's start page. No query."""
    url = reverse("admin:center_question_changelist") + "?state=waiting"
    yield Waiting("questions", _("คำถามที่รอตอบ"), Question.objects.waiting(), url)


PAGES.add(Page("pages:lesson_list", _("แลกเปลี่ยนเรียนรู้"), SUPPORT, 40, "lessons บทเรียน ถามตอบ ความรู้"))
KINDS.add(
    RowKind(
        "lessons",
        60,
        _("แลกเปลี่ยนเรียนรู้"),
        rows=lambda: Lesson.objects.published().order_by("-published_at", "-pk"),
        note=lambda row: bilingual(row, "summary"),
        list_view="pages:lesson_list",
    )
)
SITEMAPS.add(RowSitemap("lessons", 60, lambda: Lesson.objects.published()))
content("center.lesson", "center.lessonpicture")
# Not for the read-only role: questions may contain phone numbers, so only those who answer can read them.
RIGHTS.add(Rights("center.question", officer=("view", "change", "delete")))
PERIODS.add(KEPT.forgotten_by(lambda now: sum(questions.purge_outdated(now).values())))
WORK.add(WaitingWork("questions", 10, ("center.change_question",), questions_without_answer))
GUIDES.add(Guide("answer-a-question", 36, ("center.question",)))
MENU.add(MenuEntry("center.question", 310), MenuEntry("center.lesson", 320))
DEMONSTRATIONS.add(Demonstration("lessons", 40, demo.load, demo.remove))
# Questions belong to any row: pages read the content type along.
track(Lesson, LessonPicture, Question, ContentType)
