"""What waits for staff about appointments."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from center.records.batch import Answers, Deferred
from center.staff.waiting import Waiting
from consultations.bookings.broken import broken_of, obstacles
from consultations.bookings.home import rows_of_home
from consultations.bookings.models import Booking, CallbackRequest

# Appointments older than this are left to the lists: nobody remembers who came.
NOTED_WITHIN = dt.timedelta(days=30)


def to_arrange() -> Deferred[Iterable[Waiting]]:
    """Appointments that can't take place as they are."""

    def tasks(answers: Answers) -> Iterable[Waiting]:
        broken = broken_of([booking for booking in answers["bookings"] if booking.is_to_come], answers)
        yield Waiting("bookings-broken", _("นัดที่ต้องจัดใหม่"), len(broken), _list("broken=yes"))

    return Deferred(tasks, {"bookings": rows_of_home(), **obstacles()})


def to_confirm_and_to_note() -> Iterable[Waiting]:
    """Appointments that wait for their adviser's yes, and past ones of which nobody noted who came. No query."""
    today = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))
    waiting = Booking.objects.to_come().filter(state=Booking.State.WAITING)
    unnoted = Booking.objects.open().filter(starts_at__lt=today, starts_at__gte=today - NOTED_WITHIN)
    yield Waiting("bookings-waiting", _("นัดที่รอผู้ให้คำปรึกษายืนยัน"), waiting, _list("state__exact=waiting"))
    yield Waiting("bookings-unnoted", _("นัดที่ยังไม่บันทึกว่ามาหรือไม่"), unnoted, _list("when=unnoted"))


def to_call_back() -> Iterable[Waiting]:
    """Visitors who asked to be called. No query."""
    rows = CallbackRequest.objects.filter(state=CallbackRequest.State.WAITING)
    url = reverse("admin:consultations_callbackrequest_changelist") + "?state__exact=waiting"
    yield Waiting("callbacks", _("ขอให้โทรกลับ"), rows, url)


def _list(query: str) -> str:
    return f"{reverse('admin:consultations_booking_changelist')}?{query}"
