"""How long personal data of appointments and of requests to be called back is kept; what remains counts on."""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from center.records.states import forget_reasons
from consultations.bookings.models import Booking, CallbackRequest

# A year, so that who comes again next season is still found.
BOOKINGS_KEPT = Period(
    "bookings",
    16,
    dt.timedelta(days=365),
    _("ชื่อ เบอร์โทรศัพท์ อีเมล และคำถามในนัดหมาย นับจากวันนัด"),
    _("ลบ เหลือเรื่อง ตำบล วันเวลา และผลไว้ทำสถิติ"),
)
CALLBACKS_KEPT = Period(
    "callbacks",
    17,
    dt.timedelta(days=90),
    _("ชื่อ เบอร์โทรศัพท์ และคำถามของผู้ที่ขอให้โทรกลับ นับจากวันที่ส่ง"),
    _("ลบ เหลือเรื่องและตำบลไว้ทำสถิติ"),
)


def forget_bookings(now: dt.datetime) -> int:
    """Anonymize appointments that have been kept long enough; returns how many. Running it again finds nothing."""
    return anonymize(Booking.objects.filter(starts_at__lte=now - BOOKINGS_KEPT.kept_for).exclude(phone=""))


def forget_callbacks(now: dt.datetime) -> int:
    """Anonymize requests to be called back that have been kept long enough; returns how many."""
    callbacks = CallbackRequest.objects.filter(sent_at__lte=now - CALLBACKS_KEPT.kept_for).exclude(phone="")
    with transaction.atomic():
        pks = list(callbacks.values_list("pk", flat=True))
        forget_reasons(CallbackRequest, pks)
        return CallbackRequest.objects.filter(pk__in=pks).update(name="", phone="", question="", when="")


def anonymize(bookings: "models.QuerySet[Booking]") -> int:
    """Empty whatever tells who came, in the rows, their history and their log, and end their links; returns how many.

    Topic, adviser, place, time, tambon, channel, state, producer and group stay for the statistics.
    """
    with transaction.atomic():
        pks = list(bookings.values_list("pk", flat=True))
        Booking.history.filter(id__in=pks).update(person=None, reason="")
        forget_reasons(Booking, pks)
        return Booking.objects.filter(pk__in=pks).update(
            name="",
            phone="",
            email="",
            question="",
            reason="",
            person=None,
            link_expires_at=models.F("starts_at"),
        )
