from typing import Any

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

LESSONS_PER_PAGE = 12


def lesson_list(request: HttpRequest) -> HttpResponse:
    """All lessons, newest first, searched by words. At most four queries, besides those of every page's header."""
    search = facets.search_of(request.GET)
    answered = Count("questions", Q(questions__state=Question.State.ANSWERED))
    lessons = Lesson.objects.published().containing(search).for_rows().annotate(answered=answered)
    page = Paginator(lessons.order_by("-published_at", "-pk"), LESSONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "center/lessons/lesson_list.html", {"page": page, "search": search})


def lesson_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One lesson with its answered questions and the form to ask another."""
    lesson = find_lesson(address)
    if response := moved(request, lesson):
        return response
    return render(request, "center/lessons/lesson_detail.html", context_of(lesson, QuestionForm(about=lesson)))


def ask_question(request: HttpRequest, address: str) -> HttpResponse:
    """Store a visitor's question. An invalid form is shown again with its errors and everything typed (status 422)."""
    lesson = find_lesson(address)
    if request.method != "POST":
        return redirect(lesson)
    form = QuestionForm(request.POST, about=lesson)
    if form.is_valid() and form.may_be_sent(request, kind="question", rows=Question.objects):
        questions.ask(about=lesson, form_key=form.form_key, **form.values)
        messages.success(request, _("ได้รับคำถามแล้ว เจ้าหน้าที่จะตอบไว้ใต้บทเรียนนี้"))
        return redirect(lesson)
    return render(request, "center/lessons/lesson_detail.html", context_of(lesson, form), status=422)


def find_lesson(address: str) -> Lesson:
    """The published lesson at an address, with the relations its page shows. Raises Http404."""
    lessons = Lesson.objects.published().select_related("network", "tambon", "group")
    return find_by_address(lessons.prefetch_related("pictures"), address)


def context_of(lesson: Lesson, form: QuestionForm) -> dict[str, Any]:
    return {
        "lesson": lesson,
        "sources": lesson.sources.published().order_by("sort_key"),
        "questions": lesson.questions.shown(),
        "form": form,
    }
