"""Rows for tests, valid by default: a test passes only the fields it is about."""

import datetime as dt
from datetime import timedelta
from itertools import count

from django.utils import timezone

from catalog.products.models import Category, Producer, Product
from catalog.products.models.certificate import Certificate, CertificateKind, StarRating
from center.access.models import User
from center.documents.models import Document, DocumentCategory, DocumentVersion
from center.lessons.models import Lesson, Question
from center.news.models import Announcement
from center.office.models import Center, Closure, Duty, OfficerCard, OpeningHours, ServiceDay, ServicePoint
from center.people.models import Consent, Group, JoinRequest, Network, Organization, Person, PersonPhoto
from center.places.models import Place, Tambon
from center.sources.models import Source
from committee.meetings.models import CommitteeMeeting, Resolution
from committee.speakers.models import Speaker, Topic
from committee.terms.models import Nomination, Seat, Term

_numbers = count(1)


def make_user(**fields) -> User:
    number = next(_numbers)
    return User.objects.create_user(**{"username": f"user{number}", "password": "a-long-secret-9", **fields})


def make_staff(**fields) -> User:
    return make_user(**{"is_staff": True, "is_superuser": True, **fields})


def make_person(**fields) -> Person:
    return Person.objects.create(**{"first_name": "สมใจ", "surname": f"ทดสอบ{next(_numbers)}", **fields})


def make_network(**fields) -> Network:
    return Network.objects.create(**{"name_th": f"เครือข่าย {next(_numbers)}", **fields})


def make_group(**fields) -> Group:
    return Group.objects.create(**{"name_th": f"กลุ่มทดสอบ {next(_numbers)}", **fields})


def make_organization(**fields) -> Organization:
    return Organization.objects.create(**{"name_th": f"หน่วยงาน {next(_numbers)}", **fields})


def make_consent(person: Person, **fields) -> Consent:
    """A consent to show the photo, in force."""
    return Consent.objects.create(**{"person": person, "purpose": "photo", "given_on": dt.date(2026, 10, 1), **fields})


def make_photo(person: Person, **fields) -> PersonPhoto:
    """The row of a photo that may be shown if the person allows it; there is no file behind it."""
    name = f"{next(_numbers):064x}"[:32]
    rendition = {"format": "jpg", "width": 240, "height": 240, "name": f"{name}.jpg", "bytes": 1000}
    fields = {"original": "originals/a.jpg", "width": 240, "height": 240, "renditions": [rendition], **fields}
    return PersonPhoto.objects.create(person=person, decorative=True, **fields)


def make_join_request(**fields) -> JoinRequest:
    """A request that waits for staff."""
    number = next(_numbers)
    return JoinRequest.objects.create(
        **{
            "name": "นางบุญเรือน เป็ดไล่ทุ่ง",
            "phone": "0812345678",
            "form_key": f"key{number}",
            "number": str(10_000 + number),
            **fields,
        }
    )


def make_place(**fields) -> Place:
    return Place.objects.create(**{"name_th": f"ศาลา {next(_numbers)}", **fields})


def tambon(name: str = "บางกระเจ็ด") -> Tambon:
    """One of the nine tambons that the migrations create."""
    return Tambon.objects.get(name_th=name)


def category(code: str = "food") -> Category:
    return Category.objects.get(code=code)


def make_producer(**fields) -> Producer:
    return Producer.objects.create(
        **{"name_th": f"กลุ่มผู้ผลิต {next(_numbers)}", "published_at": timezone.now(), "kind": "group", **fields}
    )


def make_product(**fields) -> Product:
    """A published product, by default of a new published producer."""
    if "producer" not in fields:
        fields["producer"] = make_producer()
    if "category" not in fields:
        fields["category"] = category()
    return Product.objects.create(
        **{"name_th": f"สินค้า {next(_numbers)}", "published_at": timezone.now(), "category_confirmed": True, **fields}
    )


def rate(product: Product, *, stars: int, year: int = 2024) -> StarRating:
    """Add a star rating and update the product's columns, as the admin does."""
    rating = StarRating.objects.create(product=product, stars=stars, year=year)
    Product.objects.filter(pk=product.pk).reindex()
    product.refresh_from_db()
    return rating


def certify(product: Product, *, kind: str = "tcps", **fields) -> Certificate:
    return Certificate.objects.create(product=product, kind=CertificateKind.objects.get(code=kind), **fields)


def make_source(**fields) -> Source:
    """A published source of capital, of the community sector, open to anyone."""
    return Source.objects.create(
        **{
            "name_th": f"แหล่ง {next(_numbers)}",
            "kind": "capital",
            "sector": "community",
            "offers_th": "เงินทุนหมุนเวียน",
            "eligible_th": "คนในหมู่บ้าน",
            "how_to_apply_th": "ถามกรรมการ\nยื่นคำขอ",
            "published_at": timezone.now(),
            **fields,
        }
    )


def make_lesson(**fields) -> Lesson:
    """A published lesson."""
    return Lesson.objects.create(
        **{
            "name_th": f"บทเรียน {next(_numbers)}",
            "summary_th": "สรุป",
            "done_th": "ได้ลองทำ",
            "learned_th": "ได้รู้ว่าต้องลองทำ",
            "by_th": "กลุ่มทดสอบ",
            "published_at": timezone.now(),
            **fields,
        }
    )


def make_question(**fields) -> Question:
    """A question waiting for an answer, by default on a new lesson."""
    if "about" not in fields:
        fields["about"] = make_lesson()
    return Question.objects.create(**{"text": "ทำอย่างไร", "form_key": f"key{next(_numbers)}", **fields})


def make_document_category(**fields) -> DocumentCategory:
    return DocumentCategory.objects.create(**{"name_th": f"หมวด {next(_numbers)}", **fields})


def make_document(**fields) -> Document:
    """A published document without versions, by default in a new category."""
    if "category" not in fields:
        fields["category"] = make_document_category()
    number = next(_numbers)
    return Document.objects.create(
        **{"name_th": f"แบบฟอร์ม {number}", "purpose_th": "ใช้ทดสอบ", "published_at": timezone.now(), **fields}
    )


def make_document_version(document: Document, **fields) -> DocumentVersion:
    """The row of a published version, without a file in the storage."""
    fields = {"number": 1, "sha256": f"{next(_numbers):064x}", "published_at": timezone.now(), **fields}
    return DocumentVersion.objects.create(
        **{"document": document, "file": "documents/x.pdf", "original_name": "แบบ.pdf", "kind": "pdf", "size": 1000}
        | fields
    )


def make_announcement(**fields) -> Announcement:
    fields = {"body_th": "เนื้อหา", "published_at": timezone.now() - timedelta(hours=1), **fields}
    return Announcement.objects.create(**{"name_th": f"ข่าว {next(_numbers)}", **fields})


def make_center(**fields) -> Center:
    """The center, a single row: call once per test."""
    return Center.objects.create(**{"name_th": "ศูนย์ทดสอบ", "phone": "038123456", **fields})


def make_closure(first: dt.date, last: dt.date | None = None, **fields) -> Closure:
    return Closure.objects.create(**{"starts_on": first, "ends_on": last or first, "reason_th": "อบรม", **fields})


def make_term(**fields) -> Term:
    """A term that is being prepared, without proposals."""
    return Term.objects.create(**{"number": next(_numbers), "starts_on": dt.date(2026, 10, 1), **fields})


def make_governing_term(**fields) -> Term:
    """A term in force since October 2026, without members."""
    order = {"order_number": "12/2569", "ordered_on": dt.date(2026, 9, 25)}
    return make_term(**{"state": Term.State.IN_FORCE, **order, **fields})


def make_ended_term(first: dt.date, last: dt.date, **fields) -> Term:
    return make_governing_term(**{"state": Term.State.ENDED, "starts_on": first, "ended_on": last, **fields})


def make_nomination(term: Term, **fields) -> Nomination:
    """Somebody new who is proposed for a term, selected."""
    if "person" not in fields:
        fields["person"] = make_person()
    return Nomination.objects.create(**{"term": term, "origin": "otop", "rank": next(_numbers), **fields})


def make_seat(term: Term, **fields) -> Seat:
    """Somebody new who sits in a term from its first day on."""
    if "person" not in fields:
        fields["person"] = make_person()
    return Seat.objects.create(
        **{"term": term, "origin": "otop", "rank": next(_numbers), "from_on": term.starts_on, **fields}
    )


def make_meeting(term: Term | None = None, **fields) -> CommitteeMeeting:
    """A planned meeting of a term in force, on 5 November 2026."""
    plan = {"date": dt.date(2026, 11, 5), "starts_at": dt.time(9, 30), "place": "ห้องประชุมอำเภอ"}
    return CommitteeMeeting.objects.create(
        **{"term": term or make_governing_term(), "number": next(_numbers), **plan, **fields}
    )


def make_held_meeting(term: Term | None = None, **fields) -> CommitteeMeeting:
    """A meeting that took place, of which no attendance is recorded."""
    return make_meeting(term, **{"state": CommitteeMeeting.State.HELD, "ends_at": dt.time(12), **fields})


def make_resolution(meeting: CommitteeMeeting, **fields) -> Resolution:
    return Resolution.objects.create(**{"meeting": meeting, "subject": "จัดทำแผนลงพื้นที่", **fields})


def one_of_the_committee() -> dict:
    """A term that is prepared with a proposal, a seat of one that is in force, and its meeting with a resolution."""
    term = make_term()
    make_nomination(term)
    seat = make_seat(make_governing_term())
    meeting = make_held_meeting(seat.term)
    resolution = make_resolution(meeting, responsible=seat.person)
    return {"term": term, "seat": seat, "committeemeeting": meeting, "resolution": resolution}


def make_topic(**fields) -> Topic:
    return Topic.objects.create(**{"name_th": f"หัวข้อ {next(_numbers)}", **fields})


def make_speaker(*topics: Topic, **fields) -> Speaker:
    """A published speaker of the team, by default somebody new of a new network."""
    if "person" not in fields:
        fields["person"] = make_person()
    if "network" not in fields:
        fields["network"] = make_network(published_at=timezone.now())
    speaker = Speaker.objects.create(**{"published_at": timezone.now(), **fields})
    speaker.topics.set(topics)
    return speaker


def one_of_the_team() -> dict:
    """A topic, and a speaker who left the team: only such a one may be deleted."""
    topic = make_topic()
    return {"topic": topic, "speaker": make_speaker(topic, active=False)}


def one_of_the_center(officer: User) -> dict:
    """One row of each model of the center itself, by model name."""
    return {
        "center": make_center(),
        "closure": make_closure(dt.date(2026, 12, 31)),
        "openinghours": OpeningHours.objects.create(weekday=0, opens=dt.time(8, 30), closes=dt.time(12)),
        "servicepoint": ServicePoint.objects.create(name_th="จุดบริการทดสอบ"),
        "serviceday": ServiceDay.objects.create(date=dt.date(2026, 11, 23), on_duty=make_person()),
        "duty": Duty.objects.create(date=dt.date(2026, 12, 30), person=make_person()),
        "officercard": OfficerCard.objects.create(user=officer, name_th="นางสมศรี ทดสอบ"),
    }
