"""How long the register of visits says who came; what remains counts on."""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from center.records.states import forget_reasons
from consultations.registers.models import FollowUp, Outcome, Visit

# Two years, so that the register of a whole fiscal year can be printed and audited after its end.
VISITS_KEPT = Period(
    "visits",
    15,
    dt.timedelta(days=730),
    _("ชื่อและเบอร์โทรศัพท์ในทะเบียนผู้รับบริการ คำแนะนำ และผลการติดตาม นับจากวันที่มา"),
    _("ลบ เหลือวันที่ เรื่อง ตำบล หมู่ เพศ และช่วงรายได้ไว้ทำสถิติ"),
)
NAMED = models.Q(name__gt="") | models.Q(phone__gt="") | models.Q(person__isnull=False)
TOLD = (
    models.Q(outcome__advice__gt="")
    | models.Q(outcome__agreed__gt="")
    | models.Q(outcome__agreed_by__gt="")
    | models.Q(follow_up__changed__gt="")
)


def forget_visits(now: dt.datetime) -> int:
    """Anonymize visits that have been kept long enough; returns how many. Running it again finds nothing."""
    return anonymize_visits(Visit.objects.filter(NAMED | TOLD, served_at__lte=now - VISITS_KEPT.kept_for))


def anonymize_visits(visits: models.QuerySet[Visit]) -> int:
    """Empty whatever tells who came, in visits, outcomes, follow-ups, their history and their log; returns how many.

    Day, topic, village, sex, people, kind of outcome, ranges of income and jobs stay, so that closed months still agree.
    """
    with transaction.atomic():
        pks = list(visits.values_list("pk", flat=True))
        follow_ups = FollowUp.objects.filter(visit__in=pks)
        forget_reasons(FollowUp, follow_ups.values_list("pk", flat=True))
        follow_ups.update(changed="")
        Outcome.objects.filter(visit__in=pks).update(advice="", agreed="", agreed_by="")
        Visit.history.filter(id__in=pks).update(person=None)
        forget_reasons(Visit, pks)
        return Visit.objects.filter(pk__in=pks).update(name="", phone="", person=None)
