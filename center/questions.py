"""Visitors' questions on a lesson: asked without an account, read by nobody before an officer answers, moderated.

What keeps machines out asks nothing of people: a field nobody sees, the time the form has been open, and a count per
address. Each refusal is one sentence, keeps what was typed, and lets the next attempt through.
"""

import math
import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone

from center import tallies
from center.access.addresses import client_address, network_of
from center.models import Lesson, Question, User
from center.models.lesson import PHONE_KEPT_FOR

FORM_SALT = "center.questions.form"
# Seconds between opening the form and sending it: nobody reads the page and types a question faster; a page left open
# longer than a day is asked to be sent once more.
FASTEST = 3
OLDEST = 24 * 60 * 60
# Questions that one address may send within a quarter of an hour. A village may share one address.
MOST_OF_AN_ADDRESS = 6
WITHIN = timedelta(minutes=15)


REWORDED = "แก้ข้อความของผู้ถามก่อนเผยแพร่"
"""Change reason in the history of a question; the words themselves aren't in it."""


class TooFast(Exception):
    """The form came back before anybody could have filled it in."""


class TooOld(Exception):
    """The form was open for more than a day, or isn't one of ours: a fresh one has to be sent."""


class TooMany(Exception):
    """The address has sent its share. minutes: whole minutes until it may send again."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


def new_form_token(lesson: Lesson) -> str:
    """What a form carries: the lesson, a number of its own, the time it was made; signed, so that none can be made up."""
    return signing.TimestampSigner(salt=FORM_SALT).sign(f"{lesson.pk}:{secrets.token_hex(16)}")


def read_form_token(token: str, lesson: Lesson) -> str:
    """The number of the form a token belongs to. Raises TooFast or TooOld."""
    signer = signing.TimestampSigner(salt=FORM_SALT)
    try:
        number, _colon, key = signer.unsign(token, max_age=OLDEST).partition(":")
    except signing.BadSignature:
        raise TooOld from None
    if number != str(lesson.pk):
        raise TooOld
    try:
        signer.unsign(token, max_age=FASTEST)
    except signing.SignatureExpired:
        return key
    raise TooFast


def count_attempt(request: HttpRequest) -> None:
    """One more question from this address. Raises TooMany when it has sent its share.

    The share holds for a quarter of an hour from the first one on. Only a hash of the address is kept.
    """
    now = timezone.now()
    sent = tallies.add(f"questions {network_of(client_address(request))}", now=now, expires_at=now + WITHIN)
    if sent.count > MOST_OF_AN_ADDRESS:
        raise TooMany(math.ceil((sent.expires_at - now) / timedelta(minutes=1)))


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
    with transaction.atomic():
        question = _locked(question)
        question.answer = text
        question.answered_at = timezone.now()
        _move(question, Question.State.ANSWERED, by)


def reword(question: Question, *, text: str, name: str, by: User) -> None:
    """Change a visitor's words, to take out what mustn't be published. Who and when is kept, the words before are not."""
    with transaction.atomic():
        question = _locked(question)
        question.text, question.name = text, name
        question._history_user, question._change_reason = by, REWORDED
        question.save()


def hide(question: Question, *, by: User) -> None:
    """Keep a question off the website: not meant for it, or meant no longer. Its answer stays with it."""
    with transaction.atomic():
        _move(_locked(question), Question.State.HIDDEN, by)


def reopen(question: Question, *, by: User) -> None:
    """Let a hidden question wait for an answer again."""
    with transaction.atomic():
        _move(_locked(question), Question.State.WAITING, by)


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update().get(pk=question.pk)


def _move(question: Question, state: str, by: User) -> None:
    question.state, question.state_at, question.state_by = state, timezone.now(), by
    question._history_user = by
    question.save()


def forget_outdated(now: datetime) -> dict[str, int]:
    """Remove the phones of questions asked 90 days before now, and hidden questions of that age whole.

    Returns how many of each. Run daily; running it again finds nothing.
    """
    outdated = Question.objects.filter(state=Question.State.HIDDEN, asked_at__lte=now - PHONE_KEPT_FOR)
    hidden = list(outdated.values_list("pk", flat=True))
    with transaction.atomic():
        removed, _by_model = Question.objects.filter(pk__in=hidden).delete()
        Question.history.filter(id__in=hidden).delete()  # the deleting too has just been written there
        phones = Question.objects.with_outdated_phone(now).update(phone="")
    return {"phones": phones, "hidden": removed}


def waiting_count() -> int:
    """How many questions wait for an answer. One query."""
    return Question.objects.filter(state=Question.State.WAITING).aggregate(count=Count("pk"))["count"]
