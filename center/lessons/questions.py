"""The rules for visitors' questions: asked without an account, on lessons public only once staff have answered.

Spam protection and rate limits: center.visitors.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from center.access.models import User
from center.lessons.models import KEPT, Question
from center.records.states import move

# States of questions that are on no page and are done with.
PRIVATE = (Question.State.HIDDEN, Question.State.PASSED_ON)

REWORDED = "แก้ข้อความของผู้ถามก่อนเผยแพร่"
"""Change reason of reword() in the history, which doesn't record the texts."""


def ask(*, about: Model, text: str, name: str = "", phone: str = "", form_key: str) -> Question:
    """Store a visitor's question about a row, waiting for an answer. Idempotent: the same form_key returns the first question.

    Raises IntegrityError for an empty text, which the form refuses.
    """
    try:
        with transaction.atomic():
            return Question.objects.create(about=about, text=text, name=name, phone=phone, form_key=form_key)
    except IntegrityError:
        if first := Question.objects.filter(form_key=form_key).first():
            return first
        raise


def answer(question: Question, *, text: str, by: User) -> None:
    """Answer a question on a lesson, which publishes both under it. Answering again replaces the answer.

    Raises ValueError for a question about anything else, whose answers nobody would see.
    """
    if not question.answered_in_public:
        raise ValueError("only questions on lessons are answered in public")
    now = timezone.now()
    _move(question, Question.State.ANSWERED, by, now, again=True, answer=text, answered_at=now)


def pass_on(question: Question, *, by: User) -> None:
    """Record that a question was passed on to whom it concerns, such as a product's producer. It stays private."""
    _move(question, Question.State.PASSED_ON, by, timezone.now())


def reword(question: Question, *, text: str, name: str, by: User) -> None:
    """Replace a visitor's texts, to delete what mustn't be published. The history records who and when, not the texts."""
    with transaction.atomic():
        question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        question.text, question.name = text, name
        question._history_user = by  # type: ignore[attr-defined]
        question._change_reason = REWORDED  # type: ignore[attr-defined]
        question.save()


def hide(question: Question, *, by: User) -> None:
    """Hide a question from the website. Its answer is kept."""
    _move(question, Question.State.HIDDEN, by, timezone.now())


def reopen(question: Question, *, by: User) -> None:
    """Set a hidden question back to waiting for an answer."""
    _move(question, Question.State.WAITING, by, timezone.now())


def _move(question: Question, state: str, by: User, now: datetime, *, again: bool = False, **values: Any) -> None:
    move(question, state, by=by, again=again, state_at=now, state_by=by, **values)


def purge_outdated(now: datetime) -> dict[str, int]:
    """Delete the phone numbers of questions older than 90 days, and with their history questions of that age that are hidden
    or were passed on.

    Returns how many of each. Run daily; idempotent.
    """
    outdated = Question.objects.filter(state__in=PRIVATE, asked_at__lte=now - KEPT.kept_for)
    hidden = list(outdated.values_list("pk", flat=True))
    with transaction.atomic():
        Question.objects.filter(pk__in=hidden).delete()
        Question.history.filter(id__in=hidden).delete()  # with the entries that the deletion just added
        phones = Question.objects.with_outdated_phone(now).update(phone="")
    return {"phones": phones, "hidden": len(hidden)}
