"""Whoever came by appointment before there was a register stands in it too."""

from importlib import import_module

import pytest
from django.apps import apps

from consultations.bookings.models import Booking
from consultations.registers.models import Visit
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_topic, tambon

pytestmark = pytest.mark.django_db
migration = import_module("consultations.migrations.0003_registers")


def test_served_appointments_become_visits_once(clock, monkeypatch):
    make_office_hours()
    topic = make_topic()
    make_adviser(topic)
    monkeypatch.setattr(migration, "BATCH", 1)
    served, other, _missed = (
        make_booking(topic, at(9, days=days), visitor=visitor(phone=f"08123456{days:02}", tambon=tambon()))
        for days in (7, 8, 9)
    )
    Booking.objects.filter(pk__in=[served.pk, other.pk]).update(state="served")
    for _again in range(2):
        migration.add_visits_of_former_appointments(apps, None)
    assert set(Visit.objects.values_list("booking", flat=True)) == {served.pk, other.pk}
    visit = Visit.objects.get(booking=served)
    assert (visit.served_at, visit.day, visit.month, visit.year) == (served.starts_at, at(9).date(), 12, 2026)
    assert (visit.name, visit.phone, visit.tambon, visit.topic) == (served.name, served.phone, tambon(), topic)
    assert (visit.channel, visit.people, visit.is_counted) == ("booked", 1, True)
