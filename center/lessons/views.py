from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from center.lessons import questions
from center.lessons.forms import QuestionForm
from center.lessons.models import Lesson, Question
from center.records import facets
from center.records.addresses import find_by_address, moved
from center.records.cached_pages import cached_page

LESSONS_PER_PAGE = 12


@cached_page("page")
def lesson_list(request: HttpRequest) -> HttpResponse:
    """All lessons, newest first, searched by words. At most four queries, besides those of every page's header."""
    search = facets.search_of(request.GET)
    answered = Count("questions", Q(questions__state=Question.State.ANSWERED))
    lessons = Lesson.objects.published().containing(search).for_rows().annotate(answered=answered)
    page = Paginator(lessons.order_by("-published_at", "-pk"), LESSONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "center/lessons/lesson_list.html", {"page": page, "search": search})


@cached_page()
def lesson_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One lesson with its answered questions."""
    lesson = find_lesson(address)
    if response := moved(request, lesson):
        return response
    context = {
        "lesson": lesson,
        "sources": lesson.sources.published().order_by("sort_key"),
        "questions": lesson.questions.shown(),
    }
    return render(request, "center/lessons/lesson_detail.html", context)


def ask_question(request: HttpRequest, address: str) -> HttpResponse:
    """The form about a lesson, and storing what it sends. Invalid, it is shown again with everything typed (status 422).

    On a page of its own, so that the lesson's page is the same for everybody.
    """
    lesson = find_lesson(address)
    form = QuestionForm(request.POST if request.method == "POST" else None, about=lesson)
    if form.is_valid() and form.may_be_sent(request, kind="question", rows=Question.objects):
        questions.ask(about=lesson, form_key=form.form_key, **form.values)
        messages.success(request, _("ได้รับคำถามแล้ว เจ้าหน้าที่จะตอบไว้ใต้บทเรียนนี้"))
        return redirect(lesson)
    status = 422 if form.is_bound else 200
    return render(request, "center/lessons/ask_question.html", {"lesson": lesson, "form": form}, status=status)


def find_lesson(address: str) -> Lesson:
    """The published lesson at an address, with the relations its page shows. Raises Http404."""
    lessons = Lesson.objects.published().select_related("network", "tambon", "group")
    return find_by_address(lessons.prefetch_related("pictures"), address)
