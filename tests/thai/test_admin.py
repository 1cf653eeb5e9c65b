import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils import translation

from thai.django import fields
from thai.django.admin import ThaiAdminMixin


class Appointment(models.Model):
    """A model of the tests only, never stored."""

    day = models.DateField()
    starts_at = models.DateTimeField()
    at = models.TimeField()
    people = models.PositiveSmallIntegerField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    latitude = models.FloatField()
    phone = fields.PhoneField()

    class Meta:
        app_label = "thai_django"

    def __str__(self):
        return str(self.day)


class AppointmentAdmin(ThaiAdminMixin, admin.ModelAdmin):
    pass


@pytest.fixture
def form_class(rf):
    return AppointmentAdmin(Appointment, admin.AdminSite()).get_form(rf.get("/"))


def test_the_admin_takes_what_thai_people_type(form_class):
    typed = {"day": "1/10/2569", "starts_at_0": "1 ต.ค. 69", "starts_at_1": "9.30", "at": "09.30 น."}
    form = form_class(typed | {"people": "๑๒", "price": "1,250", "latitude": "๑๓.๗๒", "phone": "081-234-5678"})

    assert form.is_valid(), form.errors
    appointment = form.save(commit=False)
    assert appointment.day == dt.date(2026, 10, 1)
    assert appointment.starts_at == dt.datetime(2026, 10, 1, 2, 30, tzinfo=dt.UTC)
    assert (appointment.at, appointment.people, appointment.price) == (dt.time(9, 30), 12, 1250)
    assert (appointment.phone, appointment.latitude) == ("0812345678", 13.72)


def test_the_admin_shows_buddhist_dates_in_its_inputs(form_class):
    moment = dt.datetime(2026, 9, 30, 17, 5, tzinfo=dt.UTC)
    html = str(form_class(instance=Appointment(day=dt.date(2024, 2, 29), starts_at=moment, phone="0812345678")))

    assert 'value="29/2/2567"' in html
    assert 'value="1/10/2569"' in html
    assert 'value="00.05"' in html
    assert 'value="081-234-5678"' in html
    assert 'type="number"' not in html
    assert "calendar.js" not in str(form_class().media)


def test_the_admin_lists_buddhist_dates():
    moment = dt.datetime(2026, 9, 30, 17, 5, tzinfo=dt.UTC)

    with translation.override("th"):
        assert display_for_field(dt.date(2024, 2, 29), Appointment._meta.get_field("day"), "-") == "29 กุมภาพันธ์ 2567"
        listed = display_for_field(moment, Appointment._meta.get_field("starts_at"), "-")
    assert listed == "1 ตุลาคม 2569 เวลา 00.05 น."
