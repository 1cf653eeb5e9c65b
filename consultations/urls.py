"""The pages of consultations in both languages, package by package."""

from consultations.bookings import urls as bookings
from consultations.outreach import urls as outreach
from consultations.registers import urls as registers

app_name = "consultations"

urlpatterns = [
    *bookings.urlpatterns,
    *outreach.urlpatterns,
    *registers.urlpatterns,
]
