"""What people allow: the sentences they read, by version, and the rules of giving and withdrawing.

Whatever shows a person's photo or phone to the public asks here, or takes `PersonPhoto.objects.shown()` and
`Person.objects.allowing(purpose)` for many. A public service itself needs no consent (PDPA section 24).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.people.models import Consent, Person, PersonPhoto
from center.pictures.refusals import PictureRefused
from center.pictures.taking import PreparedPicture, file_names, prepare, remove_files, replace_file
from center.records.changes import written

Purpose = Consent.Purpose


@dataclass(frozen=True)
class Wording:
    """A sentence of consent as it was read, in Thai and English."""

    th: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.th


# A sentence that somebody has read is never changed: a new one gets the next number.
WORDINGS: dict[str, dict[int, Wording]] = {
    Purpose.PHOTO: {
        1: Wording(
            "ยินยอมให้ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก เก็บรวบรวมภาพของข้าพเจ้า และเผยแพร่บนเว็บไซต์ของศูนย์พร้อมชื่อ "
            "เพื่อให้ผู้รับบริการรู้จัก ถอนความยินยอมได้ทุกเมื่อโดยบอกเจ้าหน้าที่ ศูนย์จะหยุดแสดงทันที",
            "I allow the Grassroots Economy Promotion Service Center to keep my photo and to show it on its website with my "
            "name, so that those it serves know me. I may withdraw this at any time by telling an officer; the center then "
            "stops showing it at once.",
        ),
    },
    Purpose.PHONE: {
        1: Wording(
            "ยินยอมให้ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก แสดงเบอร์โทรศัพท์ของข้าพเจ้าบนเว็บไซต์ของศูนย์ เพื่อให้ผู้อื่นโทรหาข้าพเจ้าได้ "
            "ถอนความยินยอมได้ทุกเมื่อโดยบอกเจ้าหน้าที่ ศูนย์จะหยุดแสดงทันที",
            "I allow the Grassroots Economy Promotion Service Center to show my phone number on its website, so that others can "
            "call me. I may withdraw this at any time by telling an officer; the center then stops showing it at once.",
        ),
    },
    Purpose.NEWS: {
        1: Wording(
            "ยินยอมให้ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก ใช้เบอร์โทรศัพท์ ไอดีไลน์ หรืออีเมลของข้าพเจ้า ส่งข่าวของศูนย์ให้ข้าพเจ้า "
            "ถอนความยินยอมได้ทุกเมื่อโดยบอกเจ้าหน้าที่",
            "I allow the Grassroots Economy Promotion Service Center to send me its news by phone, LINE or e-mail. I may "
            "withdraw this at any time by telling an officer.",
        ),
    },
}


def newest_wording(purpose: str) -> int:
    """The version of the sentence that is read today."""
    return max(WORDINGS[purpose])


def wording(purpose: str, version: int) -> Wording:
    """The sentence of a version. Raises KeyError for one that never was."""
    return WORDINGS[purpose][version]


def may_show(person: Person, purpose: str) -> bool:
    """Whether the person allows it now. One query."""
    return Consent.objects.in_force().filter(person=person, purpose=purpose).exists()


def shown_photo(person: Person) -> PersonPhoto | None:
    """The photo of a person, if there is one and the public may see it. One query."""
    return PersonPhoto.objects.shown().filter(person=person).first()


def shown_photos(people: Iterable[Person]) -> dict[int, PersonPhoto]:
    """The photos the public may see, by the key of the person. One query for all of them."""
    return {photo.person_id: photo for photo in PersonPhoto.objects.shown().filter(person__in=list(people))}


def give(
    *,
    person: Person,
    purpose: str,
    on: dt.date,
    channel: str = Consent.Channel.PAPER,
    version: int | None = None,
    by: AbstractUser | None = None,
) -> Consent:
    """Record a consent given on a day; version: of the sentence that was read, the newest unless given.

    One that is in force already is returned as it is. Raises KeyError for an unknown version.
    """
    version = newest_wording(purpose) if version is None else version
    wording(purpose, version)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        standing: Consent | None = Consent.objects.in_force().filter(person=person, purpose=purpose).first()
        if standing is not None:
            return standing
        consent = Consent(person=person, purpose=purpose, wording=version, given_on=on, channel=channel)
        consent._history_user = by  # type: ignore[attr-defined]
        consent.save()
    return consent


def withdraw(consent: Consent, *, on: dt.date, by: AbstractUser | None = None) -> bool:
    """Record that a consent was withdrawn on a day. Returns whether it was in force until now.

    A photo is on no page from this moment on. Its files get new names, so that links to them that somebody kept open
    nothing; that takes about a second. Raises ValidationError for a day before the consent was given.
    """
    if on < consent.given_on:
        raise ValidationError({"on": _("วันถอนความยินยอมต้องไม่ก่อนวันที่ยินยอม")})
    photo = PersonPhoto.objects.filter(person=consent.person_id).first() if consent.purpose == Purpose.PHOTO else None
    renamed = _encoded_anew(photo) if photo else None
    with transaction.atomic():
        locked = Consent.objects.select_for_update(no_key=True).get(pk=consent.pk)
        if locked.withdrawn_on is not None:
            return False
        locked.withdrawn_on = consent.withdrawn_on = on
        locked._history_user = by  # type: ignore[attr-defined]
        locked.save(update_fields=["withdrawn_on"])
        if photo:
            _take_away(photo, renamed)
        written([locked])
    return True


def _encoded_anew(photo: PersonPhoto) -> PreparedPicture | None:
    """The same picture under other names; None where the original is gone or can't be read any more.

    Outside of the transaction, which on SQLite holds the one write lock.
    """
    try:
        with photo.original.open("rb") as file:
            return prepare(file=file)
    except (OSError, PictureRefused):
        return None


def _take_away(photo: PersonPhoto, renamed: PreparedPicture | None) -> None:
    if renamed is not None:
        replace_file(picture=photo, file=renamed)
    else:
        names = [name for name in file_names(photo) if name != photo.original.name]
        photo.renditions = []
        transaction.on_commit(lambda: remove_files(names=names))
    photo.save()
