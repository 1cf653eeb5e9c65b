"""Structured data of the center for search engines (schema.org GovernmentOffice): only what the page shows."""

from django.conf import settings

from center.office.models import Center
from center.office.opening import Schedule
from thai.dates import ENGLISH_WEEKDAYS
from thai.phones import tel_uri


def government_office(center: Center, schedule: Schedule) -> dict[str, object]:
    """Name, place, phone and weekly hours. No query, if the tambon is selected with the center."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": center.name,
        "url": settings.SITE_URL + center.get_absolute_url(),
    }
    if center.address:
        postcode = {"postalCode": center.tambon.postcode} if center.tambon else {}
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": center.address,
            "addressCountry": "TH",
            **postcode,
        }
    if center.phone:
        data["telephone"] = tel_uri(center.phone).removeprefix("tel:")
    if center.email:
        data["email"] = center.email
    if center.latitude is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": center.latitude, "longitude": center.longitude}
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ENGLISH_WEEKDAYS[weekday],
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for weekday, spans in enumerate(schedule.week)
        for opens, closes in spans
    ]
    if hours:
        data["openingHoursSpecification"] = hours
    return data
