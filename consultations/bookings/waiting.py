"""What waits for staff about appointments."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from center.staff.waiting import Waiting
from consultations.bookings.broken import broken_now
from consultations.bookings.models import Booking, CallbackRequest

# Appointments older than this are left to the lists: nobody remembers who came.
NOTED_WITHIN = dt.timedelta(days=30)


def to_arrange() -> Iterable[Waiting]:
    """Appointments that can't take place as they are. Four queries at most."""
    yield Waiting("bookings-broken", _("นัดที่ต้องจัดใหม่"), len(broken_now()), _list("broken=yes"))


def to_confirm_and_to_note() -> Iterable[Waiting]:
    """Appointments that wait for their adviser's yes, and past ones of which nobody noted who came. One query."""
    now = timezone.now()
    today = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))
    counts = Booking.objects.open().aggregate(
        waiting=Count("pk", Q(state=Booking.State.WAITING, starts_at__gt=now)),
        unnoted=Count("pk", Q(starts_at__lt=today, starts_at__gte=today - NOTED_WITHIN)),
    )
    yield Waiting("bookings-waiting", _("นัดที่รอผู้ให้คำปรึกษายืนยัน"), counts["waiting"], _list("state__exact=waiting"))
    yield Waiting("bookings-unnoted", _("นัดที่ยังไม่บันทึกว่ามาหรือไม่"), counts["unnoted"], _list("when=unnoted"))


def to_call_back() -> Iterable[Waiting]:
    """Visitors who asked to be called. One query."""
    count = CallbackRequest.objects.filter(state=CallbackRequest.State.WAITING).count()
    url = reverse("admin:consultations_callbackrequest_changelist") + "?state__exact=waiting"
    yield Waiting("callbacks", _("ขอให้โทรกลับ"), count, url)


def _list(query: str) -> str:
    return f"{reverse('admin:consultations_booking_changelist')}?{query}"
