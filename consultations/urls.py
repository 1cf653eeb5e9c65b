"""The pages of consultations in both languages, package by package."""

from consultations.bookings import urls as bookings

app_name = "consultations"

urlpatterns = [
    *bookings.urlpatterns,
]
