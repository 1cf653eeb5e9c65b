"""How long personal data of cases is kept; what remains counts on."""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from center.records.states import StateChange, forget_reasons
from consultations.bookings.actors import By
from consultations.registers.models import Case

# Two years, so that the papers of last time are found when a registration is renewed or a fund is asked again.
CASES_KEPT = Period(
    "cases",
    22,
    dt.timedelta(days=730),
    _("ชื่อ เบอร์โทรศัพท์ อีเมล และบันทึกในงานเอกสารที่ศูนย์รับเรื่องไว้ นับจากวันที่ปิดเรื่อง หรือวันที่รับเรื่องถ้าไม่เคยปิด"),
    _("ลบ เหลือชนิดของเรื่อง หมู่บ้าน เอกสาร และผลไว้ทำสถิติ"),
)
SYSTEM = By(actor=StateChange.Actor.SYSTEM)


def forget_cases(now: dt.datetime) -> int:
    """Anonymize cases that have been kept long enough; returns how many. Running it again finds nothing.

    What nobody has closed by then is withdrawn first: nobody could be told of it any more.
    """
    limit = now - CASES_KEPT.kept_for
    with transaction.atomic():
        abandoned = list(Case.objects.open().filter(opened_at__lte=limit))
        for case in abandoned:
            SYSTEM.move(case, Case.State.WITHDRAWN, closed_at=now)
        outdated = models.Q(closed_at__lte=limit) | models.Q(pk__in=[case.pk for case in abandoned])
        return anonymize_cases(Case.objects.filter(outdated).exclude(name=""))


def anonymize_cases(cases: models.QuerySet[Case]) -> int:
    """Empty whatever tells whose case it was, in rows, history and log, and end their links; returns how many.

    Kind, papers, round, tambon, village, producer, group, states and moments stay for the statistics.
    """
    with transaction.atomic():
        pks = list(cases.values_list("pk", flat=True))
        Case.history.filter(id__in=pks).update(person=None, subject="")
        forget_reasons(Case, pks)
        return Case.objects.filter(pk__in=pks).update(
            name="",
            phone="",
            email="",
            details="",
            answer="",
            subject="",
            person=None,
            link_expires_at=models.F("opened_at"),
        )
