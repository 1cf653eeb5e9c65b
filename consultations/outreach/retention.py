"""How long personal data of registrations and of villages' requests is kept; what remains counts on."""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from center.records.states import forget_reasons
from consultations.outreach.models import Registration, VillageRequest

# A year, so that who came is found when the village asks again next season.
REGISTRATIONS_KEPT = Period(
    "registrations",
    18,
    dt.timedelta(days=365),
    _("ชื่อ เบอร์โทรศัพท์ และอีเมลในการลงทะเบียนร่วมกิจกรรม นับจากวันจัดกิจกรรม"),
    _("ลบ เหลือจำนวนคน ตำบล หมู่ และช่วงที่เลือกไว้ทำสถิติ"),
)
VILLAGE_REQUESTS_KEPT = Period(
    "village_requests",
    19,
    dt.timedelta(days=365),
    _("ชื่อผู้ขอ เบอร์โทรศัพท์ และรายละเอียดในคำขอจากหมู่บ้าน นับจากวันที่ส่ง หรือจากวันจัดกิจกรรมตามคำขอ"),
    _("ลบ เหลือเรื่อง หมู่บ้าน และผลของคำขอไว้ทำสถิติ"),
)


def forget_registrations(now: dt.datetime) -> int:
    """Anonymize registrations that have been kept long enough; returns how many. Running it again finds nothing."""
    registrations = Registration.objects.filter(event__ends_at__lte=now - REGISTRATIONS_KEPT.kept_for)
    return anonymize_registrations(registrations.exclude(name=""))


def forget_requests(now: dt.datetime) -> int:
    """Anonymize villages' requests that have been kept long enough; returns how many."""
    limit = now - VILLAGE_REQUESTS_KEPT.kept_for
    event_is_over = models.Q(event=None) | models.Q(event__ends_at__lte=limit)
    requests = VillageRequest.objects.filter(event_is_over, sent_at__lte=limit)
    return anonymize_requests(requests.exclude(name=""))


def anonymize_registrations(registrations: models.QuerySet[Registration]) -> int:
    """Empty whatever tells who came, in the rows, their history and their log, and end their links; returns how many.

    Event, sessions, party size, tambon, village, channel and state stay for the statistics.
    """
    with transaction.atomic():
        pks = list(registrations.values_list("pk", flat=True))
        Registration.history.filter(id__in=pks).update(person=None)
        forget_reasons(Registration, pks)
        return Registration.objects.filter(pk__in=pks).update(
            name="", phone="", email="", person=None, link_expires_at=models.F("registered_at")
        )


def anonymize_requests(requests: models.QuerySet[VillageRequest]) -> int:
    """The same of villages' requests: kind, subject, village, people, state and event stay."""
    emptied = {"on_behalf_of": "", "answer": "", "person": None}
    with transaction.atomic():
        pks = list(requests.values_list("pk", flat=True))
        VillageRequest.history.filter(id__in=pks).update(**emptied)
        forget_reasons(VillageRequest, pks)
        return VillageRequest.objects.filter(pk__in=pks).update(
            name="", phone="", details="", link_expires_at=models.F("sent_at"), **emptied
        )
