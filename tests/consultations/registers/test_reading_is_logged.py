"""Pages of their own that show or take along names of those who came are logged as the staff site's lists and files are."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from center.access.models import PersonalDataAccess
from consultations.bookings.actors import staff
from consultations.outreach.registrations import Registrant, register
from consultations.outreach.sheets import sheet_of
from tests.center.pictures.test_pictures import picture_bytes
from tests.consultations.appointments import NOW
from tests.consultations.outings import make_event
from tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.usefixtures("office_hours")]


def logged() -> list[tuple[str, str]]:
    entries = PersonalDataAccess.objects.select_related("content_type").order_by("pk")
    return [(entry.act, entry.content_type.model) for entry in entries]


def opened(client, name: str, *arguments) -> list[tuple[str, str]]:
    """What opening a page logs."""
    PersonalDataAccess.objects.all().delete()
    answer = client.get(reverse(f"admin:consultations_{name}", args=arguments))
    assert answer.status_code == 200
    if answer.streaming:
        b"".join(answer.streaming_content)
    return logged()


def test_who_registered_is_read_and_printed(client, officer):
    event = make_event()
    party = register(
        event=event,
        sessions=event.sessions.all(),
        party_size=1,
        registrant=Registrant(name="แฉล้ม ลานใบไม้", phone="0812345678"),
        form_key="x",
        by=staff(officer),
    )
    assert opened(client, "event_registrations", event.pk) == [("list", "registration")]
    assert opened(client, "event_registration", event.pk, party.pk) == [("row", "registration")]
    assert opened(client, "event_papers", event.pk) == [("export", "registration")]


def test_a_signed_sheet_is_read_and_its_scan_opened(client, officer):
    sheet = sheet_of(None, NOW.date())
    assert opened(client, "sheet_key", sheet.pk) == [("list", "sheetrow")]
    client.post(
        reverse("admin:consultations_sheet_scans", args=[sheet.pk]),
        {"upload": SimpleUploadedFile("a.jpg", picture_bytes())},
    )
    assert opened(client, "sheet_scan", sheet.pk, sheet.scans.get().pk) == [("export", "sheetscan")]


def test_people_proposed_at_the_counter_are_a_list(client, officer):
    make_person(first_name="แฉล้ม", phone="0812345678")
    address = reverse("admin:consultations_visit_add")
    PersonalDataAccess.objects.all().delete()
    client.post(address, {"q": "ไม่มีใคร", "look": "1"})
    assert logged() == []
    assert "แฉล้ม" in client.post(address, {"q": "แฉล้ม", "look": "1"}).content.decode()
    assert logged() == [("list", "person")]
