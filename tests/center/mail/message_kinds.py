"""A kind of message for the tests, and messages about a place."""

from center.mail.kinds import KINDS, About, MessageKind
from center.mail.messages import Content, Recipient, queue
from center.mail.models import Message
from center.places.models import Place

KEY = "test_message"
LINK = "https://portal.example/secret/"
CONTENT = Content("เรื่องทดสอบ", "เรียน คุณแฉล้ม\n\nข้อความทดสอบ {{link}}\n", "ข้อความทดสอบ")
CALENDAR = "\r\n".join(
    ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", f"X-LONG:{'ก' * 22}", " ขค", "END:VCALENDAR", ""]
).encode()


def still_true(message: Message) -> bool:
    """As long as the place keeps its name."""
    return isinstance(message.about, Place) and message.about.name_th.startswith("ศาลา")


def register() -> None:
    """Register the kinds for this process, once."""
    if KINDS.get(KEY) is None:
        about = About(Place, ("name_th",))
        KINDS.add(
            MessageKind(KEY, 900, "แจ้งทดสอบ", still_true, link=lambda message: LINK, about=about),
            MessageKind(f"{KEY}_lasting", 901, "ถามทดสอบ", still_true, lasting=True, about=about),
        )


def make_message(place: Place, *, kind: str = KEY, email: str = "chalaem@example.com", **fields) -> Message:
    """A queued mail, or with an empty email a call to make."""
    register()
    to = Recipient("แฉล้ม ลานใบไม้", email, "0812345678")
    return queue(kind, **{"to": to, "content": CONTENT, "about": place, **fields})
