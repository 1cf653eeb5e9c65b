"""Visitors' questions on a lesson: asked without an account, read by nobody before an officer answers, moderated.

What keeps machines out stands in center.visitors.form_guard.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from center.access.models import User
from center.lessons.models import KEPT, Lesson, Question
from center.records.states import move

REWORDED = "แก้ข้อความของผู้ถามก่อนเผยแพร่"
"""Change reason in the history of a question; the words themselves aren't in it."""


def ask(*, lesson: Lesson, text: str, name: str = "", phone: str = "", form_key: str) -> Question:
    """Keep a visitor's question; it waits for an officer. The same form sent again gives the first question.

    Raises IntegrityError for an empty text, which the form refuses.
    """
    try:
        with transaction.atomic():
            return Question.objects.create(lesson=lesson, text=text, name=name, phone=phone, form_key=form_key)
    except IntegrityError:
        if first := Question.objects.filter(form_key=form_key).first():
            return first
        raise


def answer(question: Question, *, text: str, by: User) -> None:
    """Answer a question: it appears under its lesson with the answer. Answering again changes the answer."""
    now = timezone.now()
    _move(question, Question.State.ANSWERED, by, now, again=True, answer=text, answered_at=now)


def reword(question: Question, *, text: str, name: str, by: User) -> None:
    """Change a visitor's words, to take out what mustn't be published. Who and when is kept, the words before are not."""
    with transaction.atomic():
        question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        question.text, question.name = text, name
        question._history_user, question._change_reason = by, REWORDED
        question.save()


def hide(question: Question, *, by: User) -> None:
    """Keep a question off the website: not meant for it, or meant no longer. Its answer stays with it."""
    _move(question, Question.State.HIDDEN, by, timezone.now())


def reopen(question: Question, *, by: User) -> None:
    """Let a hidden question wait for an answer again."""
    _move(question, Question.State.WAITING, by, timezone.now())


def _move(question: Question, state: str, by: User, now: datetime, *, again: bool = False, **values: Any) -> None:
    move(question, state, by=by, again=again, state_at=now, state_by=by, **values)


def forget_outdated(now: datetime) -> dict[str, int]:
    """Remove the phones of questions asked 90 days before now, and hidden questions of that age whole.

    Returns how many of each. Run daily; running it again finds nothing.
    """
    outdated = Question.objects.filter(state=Question.State.HIDDEN, asked_at__lte=now - KEPT.kept_for)
    hidden = list(outdated.values_list("pk", flat=True))
    with transaction.atomic():
        Question.objects.filter(pk__in=hidden).delete()
        Question.history.filter(id__in=hidden).delete()  # the deleting too has just been written there
        phones = Question.objects.with_outdated_phone(now).update(phone="")
    return {"phones": phones, "hidden": len(hidden)}


def waiting_count() -> int:
    """How many questions wait for an answer. One query."""
    return Question.objects.filter(state=Question.State.WAITING).aggregate(count=Count("pk"))["count"]
