"""Database constraints of messages, tested without forms."""

import pytest

from center.mail.models import Message
from tests.constraints import Violations, check_refusal, each

pytestmark = pytest.mark.django_db


def second_of_a_key() -> Message:
    Message.objects.create(kind="test", unique_key="reminder:1", state="to_call")
    return Message(kind="test", unique_key="reminder:1", state="to_call")


VIOLATIONS: Violations = {
    "one_message_of_a_key": [second_of_a_key],
    "mail_has_an_address": [
        lambda: Message(kind="test", state="queued"),
        lambda: Message(kind="test", state="sent"),
    ],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses(constraint, violation):
    check_refusal(constraint, violation)


def test_many_messages_have_no_key_and_a_forgotten_one_has_no_address():
    Message.objects.create(kind="test", state="to_call")
    Message.objects.create(kind="test", state="to_call")
    Message.objects.create(kind="test", state="sent", is_forgotten=True)

    assert Message.objects.count() == 3
