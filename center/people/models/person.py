"""People, what they allowed, and their photo."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.pictures.models import Picture
from center.places.models import Tambon
from center.places.villages import VillageQuerySet, village_in_words
from center.records.history import kept_history
from center.records.personal import personal, personal_contact
from center.records.search import Searchable
from thai.django.fields import PhoneField, SortKeyField, ThaiCharField


class PersonQuerySet(VillageQuerySet):
    def one_record_each(self) -> Self:
        """Without the records that were merged into another one, and without erased ones."""
        return self.filter(merged_into=None, erased_at=None)

    def allowing(self, purpose: str) -> Self:
        """People with a consent in force for a purpose of Consent.Purpose."""
        given = Consent.objects.in_force().filter(person=models.OuterRef("pk"), purpose=purpose)
        return self.filter(models.Exists(given))


class Person(Searchable):
    """Somebody the center knows, once, whatever they do here: maker, member, speaker, visitor. Needs no login.

    The phone isn't unique, since families share one. Two records of one person are merged by staff, never without
    asking: merged_into then points at the record that stays (center.people.merging). Erased on request, the row stays
    without a name for the statistics (center.people.erasing).
    """

    search_follows: ClassVar = ("tambon",)

    class Gender(models.TextChoices):
        FEMALE = "female", _("หญิง")
        MALE = "male", _("ชาย")
        OTHER = "other", _("อื่น ๆ")

    title = personal(ThaiCharField(_("คำนำหน้าชื่อ"), max_length=40, blank=True))
    first_name = personal(ThaiCharField(pgettext_lazy("ชื่อคน", "ชื่อ"), max_length=100))
    surname = personal(ThaiCharField(_("นามสกุล"), max_length=100, blank=True))
    nickname = personal(ThaiCharField(_("ชื่อเล่น"), max_length=60, blank=True))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    line_id = personal_contact(models.CharField(_("ไอดีไลน์"), max_length=60, blank=True))
    email = personal_contact(models.EmailField(_("อีเมล (ถ้ามี)"), blank=True))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    gender = personal(models.CharField(_("เพศ"), max_length=6, choices=Gender.choices, blank=True))
    merged_into = personal(
        models.ForeignKey(
            "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("รวมเข้ากับ")
        )
    )
    # Names the record outside of this database, in the list of erased people: a number may be given again after a restore.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    erased_at = models.DateTimeField(_("ลบข้อมูลตามคำขอเมื่อ"), null=True, blank=True, editable=False)
    sort_key = SortKeyField("first_name", "surname")
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history(
        "title", "first_name", "surname", "nickname", "phone", "line_id", "email", "gender", "source_key", "key"
    )
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "บุคคล")
        verbose_name_plural = _("บุคคล")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="person_not_merged_into_itself",
                violation_error_message=_("รวมบุคคลเข้ากับตัวเองไม่ได้"),
            )
        ]
        permissions = [("erase_person", _("ลบข้อมูลของบุคคลตามคำขอ"))]

    def __str__(self) -> str:
        return f"{self.title}{self.full_name()}" if self.title else self.full_name()

    def full_name(self) -> str:
        """First name and, if there is one, surname: Thai people are listed by first name."""
        return f"{self.first_name} {self.surname}".strip()

    @property
    def village(self) -> str:
        """Moo and tambon in words: neighbors of one name are told apart by it."""
        return village_in_words(self.moo, self.tambon)

    def search_parts(self) -> list[str]:
        tambon = self.tambon.name_th if self.tambon else ""
        return [self.title + self.full_name(), self.nickname, self.phone, self.line_id, tambon]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> Self:
        """Consents that haven't been withdrawn."""
        return self.filter(withdrawn_on=None)


class Consent(models.Model):
    """What a person allowed on a day, and perhaps withdrew: for each purpose on its own (PDPA sections 19 and 20).

    A public service asks for none; photos, phone numbers and news do. `wording` is the version of the sentence that was
    read; the sentences and the rules stand in center.people.consent. Rows are never deleted: what was shown yesterday was
    allowed yesterday.
    """

    class Purpose(models.TextChoices):
        PHOTO = "photo", _("เผยแพร่ภาพบุคคลบนเว็บไซต์")
        PHONE = "phone", _("แสดงเบอร์โทรศัพท์บนเว็บไซต์")
        NEWS = "news", _("รับข่าวสารของศูนย์")

    class Channel(models.TextChoices):
        PAPER = "paper", _("ลงชื่อบนกระดาษ")
        WEB = "web", _("ทางเว็บไซต์")
        PHONE = "phone", _("ทางโทรศัพท์")
        COUNTER = "counter", _("บอกเจ้าหน้าที่ที่ศูนย์")

    person = personal(
        models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=pgettext_lazy("one", "บุคคล"))
    )
    purpose = models.CharField(_("ยินยอมให้"), max_length=5, choices=Purpose)
    wording = models.PositiveSmallIntegerField(_("ข้อความยินยอมฉบับที่"), default=1)
    given_on = models.DateField(_("ยินยอมเมื่อวันที่"))
    channel = models.CharField(_("ยินยอมทาง"), max_length=7, choices=Channel, default=Channel.PAPER)
    withdrawn_on = models.DateField(_("ถอนความยินยอมเมื่อวันที่"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = _("ความยินยอม")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_on=None),
                name="one_consent_at_a_time",
                violation_error_message=_("บันทึกความยินยอมเรื่องนี้ไว้แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on=None) | models.Q(withdrawn_on__gte=models.F("given_on")),
                name="consent_withdrawn_after_it_was_given",
                violation_error_message=_("วันถอนความยินยอมต้องไม่ก่อนวันที่ยินยอม"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class PersonPhotoQuerySet(models.QuerySet["PersonPhoto"]):
    def shown(self) -> Self:
        """Photos the public may see: of people who allowed it and haven't withdrawn that."""
        allowed = Consent.objects.in_force().filter(person=models.OuterRef("person"), purpose=Consent.Purpose.PHOTO)
        return self.filter(models.Exists(allowed))


class PersonPhoto(Picture):
    """The one photo of a person, used wherever the person is shown: as a committee member, as a speaker.

    The name always stands beside it, so it is decorative: no second copy of the name is kept here.
    """

    person = personal(
        models.OneToOneField(Person, models.CASCADE, related_name="photo", verbose_name=pgettext_lazy("one", "บุคคล"))
    )

    objects = PersonPhotoQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = verbose_name_plural = _("รูปถ่ายบุคคล")
