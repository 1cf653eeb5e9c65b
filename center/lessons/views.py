from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from center.lessons import questions
from center.lessons.forms import QuestionForm
from center.lessons.models import Lesson, Question
from center.records import facets
from center.records.addresses import find_by_address, moved
from center.visitors.form_guard import count_attempt

LESSONS_PER_PAGE = 12


def lesson_list(request: HttpRequest) -> HttpResponse:
    """All lessons, newest first, found by words. Four queries at most, beside what every page says of the center."""
    search = facets.search_of(request.GET)
    answered = Count("questions", Q(questions__state=Question.State.ANSWERED))
    found = Lesson.objects.published().containing(search).for_rows().annotate(answered=answered)
    page = Paginator(found.order_by("-published_at", "-pk"), LESSONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "center/lessons/lesson_list.html", {"page": page, "search": search})


def lesson_detail(request: HttpRequest, address: str) -> HttpResponse:
    """One lesson with the questions that were answered, and the form to ask another."""
    lesson = find_lesson(address)
    if response := moved(request, lesson):
        return response
    return render(request, "center/lessons/lesson_detail.html", context_of(lesson, QuestionForm(lesson=lesson)))


def ask_question(request: HttpRequest, address: str) -> HttpResponse:
    """Take a visitor's question. Whatever is wrong is said beside the field, with everything that was typed."""
    lesson = find_lesson(address)
    if request.method != "POST":
        return redirect(lesson)
    form = QuestionForm(request.POST, lesson=lesson)
    if form.is_valid():
        try:
            # The same form sent twice is one question, and counts once.
            if not Question.objects.filter(form_key=form.form_key).exists():
                count_attempt(request, kind="question", phone=form.cleaned_data["phone"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            typed = {name: form.cleaned_data[name] for name in ("text", "name", "phone")}
            questions.ask(lesson=lesson, form_key=form.form_key, **typed)
            messages.success(request, _("ได้รับคำถามแล้ว เจ้าหน้าที่จะตอบไว้ใต้บทเรียนนี้"))
            return redirect(lesson)
    return render(request, "center/lessons/lesson_detail.html", context_of(lesson, form), status=422)


def find_lesson(address: str) -> Lesson:
    """The published lesson of an address, with all its page prints. Raises Http404."""
    lessons = Lesson.objects.published().select_related("network", "tambon", "group")
    return find_by_address(lessons.prefetch_related("pictures"), address)


def context_of(lesson: Lesson, form: QuestionForm) -> dict:
    return {
        "lesson": lesson,
        "sources": lesson.sources.published().order_by("sort_key"),
        "questions": lesson.questions.shown(),
        "form": form,
    }
