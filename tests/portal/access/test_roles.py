"""Every address of the staff site, with every ready-made role and without any: who may, who is refused."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from catalog.importing.models import ImportBatch
from center.access.models import User
from center.access.rights import VIEW, Rights
from center.jobs.models import Job
from center.records.registry import Registry
from portal.access import roles
from tests import factories
from tests.markup import compact
from tests.test_admin_english import BOOKING_PAGES, CASE_PAGES, EVENT_PAGES, VISIT_PAGES, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ROLES = {role.code: role for role in roles.ROLES}
DECIDED_IN_PYTHON = pytest.mark.sqlite_only(reason="who may do what is decided in Python, from the same rows")
# As a manager, who may see nearly everything, every page of the staff site is written, and on PostgreSQL.
EACH_ROLE = [pytest.param(code, marks=[] if code == "manager" else DECIDED_IN_PYTHON) for code in ROLES]

# What each role may do with each kind: view, add, change, delete. A kind that isn't here fails the walk.
#                      officer   manager   secretary reader
CONTENT = ("vacd", "vacd", "v", "v")
PEOPLE = ("vacd", "vacd", "vac", "v")
KEPT = ("v", "v", "", "")
EVERYBODY_READS = ("v", "v", "v", "v")
EXPECTED = {
    "catalog.product": CONTENT,
    "catalog.producer": CONTENT,
    "catalog.certificate": CONTENT,
    "catalog.starrating": CONTENT,
    "catalog.category": CONTENT,
    "catalog.unit": CONTENT,
    "catalog.certificatekind": CONTENT,
    "catalog.importbatch": KEPT,
    "catalog.importrow": KEPT,
    "center.center": ("vc", "vc", "v", "v"),  # there is one: no second is added, and it is never deleted
    "center.servicepoint": CONTENT,
    "center.openinghours": CONTENT,
    "center.closure": CONTENT,
    "center.serviceday": PEOPLE,
    "center.duty": ("vacd", "vacd", "vacd", "v"),
    "center.officercard": CONTENT,
    "center.source": CONTENT,
    "center.document": CONTENT,
    "center.documentcategory": CONTENT,
    "center.announcement": CONTENT,
    "center.lesson": CONTENT,
    "center.question": ("vcd", "vcd", "", ""),
    "center.network": PEOPLE,
    "center.organization": PEOPLE,
    "center.tambon": ("vacd", "vacd", "v", "v"),
    "center.place": CONTENT,
    "center.person": PEOPLE,
    "center.group": PEOPLE,
    "center.membership": ("vacd", "vacd", "vacd", "v"),
    "center.joinrequest": ("vcd", "vcd", "vc", ""),
    "center.synonym": ("vacd", "vacd", "", ""),
    "center.deletion": ("v", "v", "v", ""),
    "center.message": ("v", "v", "v", ""),  # nobody edits one; noting a call takes the right to change it
    "center.job": KEPT,
    "center.user": ("", "vac", "", ""),
    "center.personaldataaccess": ("", "v", "", ""),
    "auth.group": ("", "v", "", ""),
    "committee.term": ("vacd", "vacd", "vacd", "v"),
    "committee.speaker": ("vac", "vacd", "vac", "v"),
    "committee.topic": PEOPLE,
    "committee.committeemeeting": ("vacd", "vacd", "vacd", "v"),
    "committee.resolution": ("vcd", "vcd", "vcd", "v"),
    # Rows of appointments are changed by their buttons, each with an address of its own.
    "consultations.booking": ("va", "va", "va", ""),
    "consultations.callbackrequest": ("v", "v", "v", ""),
    "consultations.calendarsettings": ("vac", "vac", "v", "v"),
    "consultations.absence": ("vacd", "vacd", "vacd", ""),
    # Events and requests too; sheets are made by printing.
    "consultations.outreachevent": ("va", "va", "va", "v"),
    "consultations.villagerequest": ("va", "va", "va", ""),
    "consultations.attendancesheet": EVERYBODY_READS,
    # Adding a visit is the page of whoever comes to the counter.
    "consultations.visit": ("va", "va", "va", ""),
    "consultations.followup": ("v", "v", "v", ""),
    # Months are closed by their button; there are three signers, none more, none less.
    "consultations.closedmonth": EVERYBODY_READS,
    "consultations.reportsigner": ("vc", "vc", "v", "v"),
    # Cases are changed by their buttons; complaints are seen by managers alone.
    "consultations.case": ("va", "va", "va", ""),
    "consultations.casekind": CONTENT,
    "consultations.complaint": ("", "va", "", ""),
}

# Lists that leave as a file only with the permission "export_personal_data", which managers have.
PERSONAL = {m._meta.label_lower for m, kept_by in admin.site._registry.items() if kept_by.log_by_number}

EVENT_BUTTONS = ("publish", "hide", "close", "open", "bring_back")
CASE_BUTTONS = ("submit", "incomplete", "review", "redraft", "reopen")
BOOKING_BUTTONS = ("confirm", "served", "no_show", "unmark", "bring_back")

# Addresses that belong to no kind or do more than the five everybody has: method, then the answer for each role.
EVERYBODY = (200, 200, 200, 200)
OWN = {
    "index": ("get", EVERYBODY),
    "app_list": ("get", EVERYBODY),
    "jsi18n": ("get", EVERYBODY),
    "password_change": ("get", EVERYBODY),
    "password_change_done": ("get", EVERYBODY),
    "login": ("get", (302, 302, 302, 302)),
    "logout": ("get", (405, 405, 405, 405)),  # leaving is a POST
    "view_on_site": ("get", (404, 404, 404, 404)),  # of a kind without a public page
    "autocomplete": ("get", EVERYBODY),  # asked for the producers of a product
    "staff_access": ("get", (403, 200, 403, 403)),
    "staff_find": ("get", EVERYBODY),
    "staff_changes": ("get", EVERYBODY),
    "staff_guides": ("get", EVERYBODY),
    "staff_guide": ("get", EVERYBODY),
    "staff_guide_picture": ("get", EVERYBODY),
    "center_openinghours_week": ("get", (200, 200, 403, 403)),
    "center_closure_today": ("post", (302, 302, 403, 403)),
    "center_closure_reopen": ("post", (302, 302, 403, 403)),
    "auth_user_password_change": ("get", (403, 200, 403, 403)),
    "catalog_certificate_file": ("get", EVERYBODY),
    "center_document_file": ("get", EVERYBODY),
    "catalog_producer_form": ("get", (200, 200, 403, 403)),
    "catalog_producer_phone_consent": ("get", (302, 302, 403, 403)),  # may, but the test's producer has no phone
    "catalog_producer_phone_stop": ("get", (200, 200, 403, 403)),
    "catalog_product_grid": ("get", (200, 200, 403, 403)),
    "catalog_product_photos": ("get", (200, 200, 403, 403)),
    "catalog_product_unconfirm": ("post", (302, 302, 403, 403)),
    "center_consent_withdraw": ("get", (200, 200, 200, 403)),
    "center_person_merge": ("get", (200, 200, 200, 403)),
    "center_person_separate": ("get", (404, 404, 404, 403)),  # it was never merged
    "center_person_own_data": ("get", (403, 200, 403, 403)),
    "center_person_erase": ("get", (403, 200, 403, 403)),
    "center_duty_week": ("get", (200, 200, 200, 403)),
    "center_serviceday_today": ("post", (302, 302, 302, 403)),
    "center_joinrequest_accept": ("get", (200, 200, 200, 403)),
    "center_joinrequest_decline": ("get", (200, 200, 200, 403)),
    "center_joinrequest_undo": ("post", (302, 302, 302, 403)),
    "center_message_told": ("post", (302, 302, 302, 403)),
    "center_message_not_reached": ("post", (302, 302, 302, 403)),
    "center_message_undo": ("post", (302, 302, 302, 403)),
    # Who may not change a committee reads it, its members' file and the order's draft.
    "committee_term_members": ("get", EVERYBODY),
    "committee_term_draft": ("get", EVERYBODY),
    "committee_term_nominations": ("get", (200, 200, 200, 403)),
    "committee_term_order": ("get", (200, 200, 200, 403)),
    "committee_term_end": ("get", (302, 302, 302, 403)),
    "committee_term_reopen": ("get", (302, 302, 302, 403)),
    "committee_term_revert": ("get", (302, 302, 302, 403)),
    "committee_seat_replace": ("get", (200, 200, 200, 403)),
    "committee_seat_edit": ("get", (200, 200, 200, 403)),
    "committee_seat_undo": ("get", (302, 302, 302, 403)),
    # Of a meeting that is recorded and not certified.
    "committee_meeting_invitation": ("get", EVERYBODY),
    "committee_meeting_sign_sheet": ("get", EVERYBODY),
    "committee_meeting_minutes": ("get", EVERYBODY),
    "committee_meeting_record": ("get", (200, 200, 200, 403)),
    "committee_meeting_file": ("get", (200, 200, 200, 403)),
    "committee_meeting_revert": ("get", (200, 200, 200, 403)),
    "committee_meeting_certify": ("get", (302, 302, 302, 403)),
    "committee_meeting_uncertify": ("get", (302, 302, 302, 403)),
    "committee_meeting_cancel": ("get", (302, 302, 302, 403)),
    "committee_meeting_restore": ("get", (302, 302, 302, 403)),
    # Of an appointment a week ahead that waits for its adviser's yes; what doesn't fit is said on its page.
    **{f"consultations_booking_{act}": ("get", (200, 200, 200, 403)) for act in BOOKING_PAGES},
    "consultations_booking_week": ("get", (200, 200, 200, 403)),
    "consultations_booking_day_sheet": ("get", (200, 200, 200, 403)),
    "consultations_booking_feed": ("get", (200, 200, 403, 403)),
    **{f"consultations_booking_{act}": ("post", (302, 302, 302, 403)) for act in BOOKING_BUTTONS},
    **{
        f"consultations_booking_{act}": ("post", (404, 404, 404, 403)) for act in ("give", "same_person")
    },  # nobody is named
    **{f"consultations_callback_{act}": ("post", (302, 302, 302, 403)) for act in ("called", "not_reached", "undo")},
    # Of an event that has begun: what doesn't fit is said on its page. Who registered is for those who work with them.
    **{f"consultations_event_{act}": ("get", (200, 200, 200, 403)) for act in EVENT_PAGES},
    **{f"consultations_event_{act}": ("post", (302, 302, 302, 403)) for act in EVENT_BUTTONS},
    "consultations_event_postpone": ("get", (302, 302, 302, 403)),
    "consultations_event_report": ("get", EVERYBODY),
    "consultations_event_excel": ("get", (403, 200, 403, 403)),
    "consultations_event_capacity": ("get", (200, 200, 200, 403)),
    "consultations_event_drop_picture": ("post", (404, 404, 404, 403)),  # there is none
    "consultations_event_registration": ("get", (200, 200, 200, 403)),
    "consultations_event_registration_seat": ("get", (200, 200, 200, 403)),
    "consultations_event_registration_leave": ("post", (404, 404, 404, 403)),  # of no session
    **{
        f"consultations_event_registration_{act}": ("post", (302, 302, 302, 403))
        for act in ("cancel", "bring_back", "shrink")
    },
    "consultations_request_decline": ("get", (200, 200, 200, 403)),
    "consultations_request_letter": ("get", (200, 200, 200, 403)),
    "consultations_request_reopen": ("post", (302, 302, 302, 403)),
    # Names on sheets are for those who work with them; a scan's file isn't there.
    **{
        f"consultations_sheet_{page}": ("get", (200, 200, 200, 403))
        for page in ("find", "counter", "key", "paste", "scans")
    },
    "consultations_sheet_nobody": ("post", (302, 302, 302, 403)),
    "consultations_sheet_scan": ("get", (404, 404, 404, 403)),
    "consultations_sheet_drop_scan": ("post", (302, 302, 302, 403)),
    # Of a case that is submitted: what doesn't fit is said on its page.
    **{f"consultations_case_{act}": ("get", (200, 200, 200, 403)) for act in CASE_PAGES},
    **{f"consultations_case_{act}": ("post", (302, 302, 302, 403)) for act in CASE_BUTTONS},
    "consultations_case_same_person": ("post", (404, 404, 404, 403)),  # nobody is named
    "consultations_casekind_rounds": ("get", (200, 200, 403, 403)),
    "consultations_complaint_answer": ("get", (403, 200, 403, 403)),
    "consultations_complaint_examine": ("post", (403, 302, 403, 403)),
    # Of a visit that counts and has an outcome; asking again is due.
    **{f"consultations_visit_{act}": ("get", (200, 200, 200, 403)) for act in VISIT_PAGES},
    "consultations_visit_noted": ("post", (302, 302, 302, 403)),
    "consultations_visit_same_person": ("post", (404, 404, 404, 403)),  # nobody is named
    "consultations_followup_answers": ("get", (200, 200, 200, 403)),
    **{f"consultations_followup_{act}": ("post", (302, 302, 302, 403)) for act in ("not_reached", "drop", "reopen")},
    # Reports hold figures; the rows of a register are for whoever may see them. Of a month that is closed.
    **{
        f"consultations_{page}": ("get", EVERYBODY)
        for page in ("report", "report_print", "report_excel", "register", "register_print", "notice", "letters")
    },
    "consultations_register_excel": ("get", (200, 200, 200, 403)),  # of everyone served
    "consultations_report_close": ("post", (302, 302, 403, 403)),
    "consultations_report_reopen": ("get", (200, 200, 403, 403)),
    "center_deletion_bring_back": ("post", (302, 302, 403, 403)),
    "center_deletion_purge": ("get", (403, 200, 403, 403)),
    "center_job_progress": ("get", (200, 200, 403, 403)),
    "center_job_progress_data": ("get", (200, 200, 403, 403)),
    "center_job_try_again": ("post", (302, 302, 403, 403)),
    "center_job_cancel": ("post", (302, 302, 403, 403)),
    # An import of products takes the right to add and change them; a secretary may import people.
    "catalog_import_upload": ("get", (200, 200, 200, 403)),
    "catalog_import": ("get", (200, 200, 403, 403)),
    "catalog_import_headings": ("get", (302, 302, 403, 403)),
    "catalog_import_sheets": ("get", (302, 302, 403, 403)),
    "catalog_import_publish": ("post", (302, 302, 403, 403)),
    "catalog_import_report": ("get", (302, 302, 403, 403)),
    "catalog_import_undo": ("get", (302, 302, 403, 403)),
    "catalog_import_people": ("post", (302, 302, 403, 403)),
    "catalog_import_confirm": ("post", (302, 302, 403, 403)),
    "catalog_import_drop": ("post", (302, 302, 403, 403)),
    "catalog_import_refused": ("get", (404, 404, 403, 403)),  # may, but the test's file isn't there
}
PER_KIND = re.compile(
    r"(?P<app>[a-z]+)_(?P<model>[a-z]+)_(?P<act>changelist|add|change|delete|history|simple_history|export)$"
)


def addresses(patterns=None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address below /admin/, as Django's resolver knows them."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        elif path.startswith("admin/"):
            yield path, pattern


NAMES = sorted({pattern.name for _path, pattern in addresses() if pattern.name})


@pytest.fixture
def rows(db) -> dict:
    """One row of each kind, made by a superuser."""
    chief = factories.make_staff(username="chief")
    found = one_of_each(chief)
    found["user"] = factories.make_user(username="somebody", is_staff=True)
    found["job"] = Job.objects.create(kind="test", state="failed", due_at=None)
    row_of(found, "catalog.certificate").file.save("copy.pdf", ContentFile(b"%PDF-1.4"))
    row_of(found, "center.document").versions.get().file.save("form.pdf", ContentFile(b"%PDF-1.4"))
    return found


def row_of(rows: dict, label: str):
    app, _dot, name = label.partition(".")
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    return rows.get(label) or (rows.get(name) if app != "auth" else None) or model._default_manager.first()


def url_of(name: str, rows: dict) -> str:
    """An address of that name, with a row that is there."""
    if found := PER_KIND.match(name):
        row = row_of(rows, f"{found['app']}.{found['model']}")
        if found["act"] in ("changelist", "add"):
            return reverse(f"admin:{name}")
        if found["act"] == "export":
            return reverse(f"admin:{name}", args=["csv"])
        if found["act"] == "simple_history":
            if not row.history.exists():
                row.save()  # made by a migration
            return reverse(f"admin:{name}", args=[row.pk, row.history.first().pk])
        return reverse(f"admin:{name}", args=[row.pk])
    if name == "staff_access":
        return reverse(name)
    arguments = {
        "app_list": ["center"],
        "view_on_site": [1, 999_999],
        "staff_guide": ["close-a-day"],
        "staff_guide_picture": ["close-a-day.png"],
        "auth_user_password_change": [rows["user"].pk],
        "catalog_certificate_file": [row_of(rows, "catalog.certificate").pk],
        "center_document_file": [row_of(rows, "center.document").pk, 1],
        "catalog_producer_form": [row_of(rows, "catalog.producer").pk],
        "catalog_producer_phone_consent": [row_of(rows, "catalog.producer").pk],
        "catalog_producer_phone_stop": [row_of(rows, "catalog.producer").pk],
        "center_consent_withdraw": [rows["consent"].pk],
        "center_joinrequest_accept": [rows["joinrequest"].pk],
        "center_joinrequest_decline": [rows["joinrequest"].pk],
        "center_joinrequest_undo": [rows["joinrequest"].pk],
        "center_deletion_bring_back": [rows["deletion"].pk],
        "center_deletion_purge": [rows["deletion"].pk],
    }
    query = "?app_label=catalog&model_name=product&field_name=producer&term=x" if name == "autocomplete" else ""
    given = [rows["job"].pk] if name.startswith("center_job_") else arguments.get(name, [])
    if name in ("center_person_merge", "center_person_separate", "center_person_own_data", "center_person_erase"):
        given = [rows["person"].pk]
    if name.startswith("center_message_"):
        given = [rows["message"].pk]
    if name.startswith("committee_term_"):
        given = [rows["term"].pk]
    if name.startswith("committee_seat_"):
        given = [rows["seat"].pk]
    if name.startswith("consultations_booking_") and name.rpartition("_")[2] not in ("week", "sheet", "feed"):
        given = [rows["booking"].pk]
    if name == "consultations_booking_feed":
        query = f"?adviser={rows['booking'].speaker_id}"
    if name.startswith("consultations_event_"):
        given = [rows["outreachevent"].pk]
        given += [rows["registration"].pk] if "_registration" in name and name[-1] != "s" else []
        given += [rows["session"].pk] if name.endswith(("capacity", "seat", "drop_picture")) else []
    if name.startswith("consultations_request_"):
        given = [rows["villagerequest"].pk]
    if name.startswith("consultations_sheet_") and name.rpartition("_")[2] not in ("find", "counter"):
        given = [rows["attendancesheet"].pk, *([rows["sheetscan"].pk] if name.endswith("scan") else [])]
    if name.startswith(("consultations_case_", "consultations_casekind_", "consultations_complaint_")):
        given = [rows[name.split("_")[1]].pk]
    if name.startswith("consultations_visit_"):
        given = [rows["outreachevent" if name.endswith("event") else "visit"].pk]
    if name.startswith("consultations_followup_"):
        given = [rows["followup"].pk]
    if name.startswith("consultations_register"):
        given = ["visits"]
    if name == "consultations_report_close":
        query = "?period=2569-09"
    if name == "consultations_report_reopen":
        given = [rows["closedmonth"].pk]
    if name.startswith("consultations_callback_"):
        given = [rows["callbackrequest"].pk]
    if name.startswith("committee_meeting_"):
        given = [rows["committeemeeting"].pk]
    if name.startswith("catalog_import") and name != "catalog_import_upload":
        given = [rows["importbatch"].pk]
    return reverse(f"admin:{name}", args=given) + query


def expected(name: str, number: int) -> set[int]:
    """The status the role of that number is answered with."""
    if name in OWN:
        return {OWN[name][1][number]}
    found = PER_KIND.match(name)
    assert found, f"no expectation for {name}: say in OWN who may"
    label = f"{found['app']}.{found['model']}"
    assert label in EXPECTED, f"no expectation for {label}: say in EXPECTED who may"
    letter = {"add": "a", "delete": "d"}.get(found["act"], "v")
    if found["act"] == "export" and label in PERSONAL and list(ROLES)[number] != "manager":
        return {403}
    return {200} if letter in EXPECTED[label][number] else {403}


def ask(client, name: str, rows: dict):
    method = OWN[name][0] if name in OWN else "get"
    answer = getattr(client, method)(url_of(name, rows))
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, a file closes itself
    return answer


def role_user(code: str) -> User:
    roles.sync()
    user = factories.make_user(username=f"the-{code}", is_staff=True)
    user.groups.add(Group.objects.get(name=ROLES[code].name))
    return user


@pytest.mark.parametrize("code", EACH_ROLE)
def test_every_address_with_every_role(client, rows, code, monkeypatch):
    if connection.vendor == "sqlite":
        # Whether a page opens is decided before it is written, which takes half of the time. See below.
        monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    assert answers_of(client, rows, code) == {}


@pytest.mark.long
@DECIDED_IN_PYTHON
@pytest.mark.parametrize("code", ROLES)
def test_every_page_is_written_for_every_role(client, rows, code):
    assert answers_of(client, rows, code) == {}


def answers_of(client, rows: dict, code: str) -> dict[str, tuple[int, set[int]]]:
    """Where a role isn't answered as it should be: the address's name with both statuses."""
    client.force_login(role_user(code))
    number = list(ROLES).index(code)
    wrong = {}
    for name in sorted(NAMES, key=lambda name: OWN.get(name, ("get",))[0]):  # what is posted comes last
        wanted = expected(name, number)
        status = ask(client, name, rows).status_code
        if status not in wanted:
            wrong[name] = (status, wanted)
    return wrong


@pytest.mark.parametrize(("code", "may"), [("officer", True), ("manager", True), ("secretary", False)])
def test_who_may_undo_an_import_of_people(client, code, may):
    """A secretary imports people, and deletes none."""
    batch = ImportBatch.objects.create(kind="people", file_name="a.csv", sha256="0" * 64, written_at=timezone.now())
    client.force_login(role_user(code))
    assert client.get(reverse("admin:catalog_import", args=[batch.pk])).status_code == 200
    assert client.get(reverse("admin:catalog_import_undo", args=[batch.pk])).status_code == (200 if may else 403)


@DECIDED_IN_PYTHON
@pytest.mark.parametrize("code", ROLES)
def test_only_who_may_change_a_row_can_send_a_change(client, rows, code):
    client.force_login(role_user(code))
    number = list(ROLES).index(code)
    sent = [
        (url_of("{}_{}_{}".format(*label.split("."), act), rows), letter in acts[number])
        for act, letter in (("add", "a"), ("change", "c"), ("delete", "d"))
        for label, acts in EXPECTED.items()
    ]
    statuses = {url: (client.post(url, {"_save": "1"}).status_code, may) for url, may in sent}
    assert {url: status for url, (status, may) in statuses.items() if (status != 403) != may} == {}


@DECIDED_IN_PYTHON
def test_a_stranger_is_led_to_the_sign_in_by_every_address(client, rows):
    wrong = {}
    for name in NAMES:
        url = url_of(name, rows)
        answer = getattr(client, OWN[name][0] if name in OWN else "get")(url)
        if name == "logout":
            assert answer["Location"] == "/admin/"  # from where it goes on to the sign-in
        elif answer.status_code != 302 or not answer["Location"].startswith(("/admin/login/", "/account/login/")):
            wrong[name] = (answer.status_code, answer.get("Location"))
    assert wrong == {}


def test_somebody_without_a_role_sees_nothing_and_a_visitor_with_an_account_nothing_at_all(client, rows):
    client.force_login(factories.make_user(is_staff=True))
    for label in EXPECTED:
        name = "{}_{}_changelist".format(*label.split("."))
        assert client.get(reverse(f"admin:{name}")).status_code == 403, name
    client.force_login(factories.make_user())
    answer = client.get("/admin/", follow=True)
    assert (answer.status_code, answer.redirect_chain[0][0]) == (403, "/admin/login/?next=/admin/")


def test_the_walk_sees_every_address_and_every_kind():
    unnamed = [path for path, pattern in addresses() if not pattern.name]
    # The stock admin's own: a kind's old address and "any other address", both of which only lead elsewhere.
    assert all(path.endswith(("<path:object_id>/", "(?P<url>.*)$")) or path == "admin/login/" for path in unnamed)
    assert {f"{m._meta.app_label}.{m._meta.model_name}" for m in admin.site._registry} == set(EXPECTED)
    assert set(OWN) <= set(NAMES)
    assert {"center.person", "center.membership"} <= PERSONAL


def test_an_address_nobody_spoke_of_fails_the_walk():
    with pytest.raises(AssertionError, match="no expectation"):
        expected("center_invoice_changelist", 0)
    with pytest.raises(AssertionError, match="no expectation"):
        expected("center_person_divide", 0)


# --- The table and the database ------------------------------------------------------------------------------------


def test_syncing_twice_changes_nothing_and_groups_made_by_hand_stay():
    by_hand = Group.objects.create(name="ฝ่ายทะเบียน")
    by_hand.permissions.set(Permission.objects.filter(codename="view_person"))
    assert roles.sync() == 4
    assert roles.sync() == 0
    assert [permission.codename for permission in by_hand.permissions.all()] == ["view_person"]
    assert Group.objects.count() == 5


def test_syncing_puts_a_changed_role_right():
    roles.sync()
    reader = Group.objects.get(name="ดูอย่างเดียว")
    reader.permissions.set(Permission.objects.all())
    said = StringIO()
    call_command("sync_roles", stdout=said)
    assert said.getvalue().startswith("1 of 4")
    assert {permission.codename.partition("_")[0] for permission in reader.permissions.all()} == {"view"}


def test_a_misspelt_permission_stops_the_sync(monkeypatch):
    misspelt = Registry("rights")
    misspelt.add(Rights("center.persno", officer=VIEW))
    monkeypatch.setattr(roles, "RIGHTS", misspelt)
    with pytest.raises(roles.UnknownPermission, match=r"center\.view_persno"):
        roles.sync()
    assert not Group.objects.exists()


# --- A manager hands out roles, and no more than their own ----------------------------------------------------------


def user_form(user: User, **fields) -> dict:
    return {"username": user.username, "is_active": "on", "is_staff": "on", **fields}


def test_a_manager_gives_a_role_but_makes_no_superuser(client):
    client.force_login(role_user("manager"))
    clerk = factories.make_user(is_staff=True)
    secretary = Group.objects.get(name=roles.SECRETARY.name)
    deleting = Permission.objects.get(codename="delete_user")
    url = reverse("admin:center_user_change", args=[clerk.pk])
    answer = client.post(
        url, user_form(clerk, groups=[secretary.pk], is_superuser="on", user_permissions=[deleting.pk])
    )
    assert answer.status_code == 302, answer.context["errors"]
    clerk = User.objects.get(pk=clerk.pk)
    assert list(clerk.groups.all()) == [secretary]
    assert not clerk.is_superuser and not clerk.user_permissions.exists()


def test_a_manager_gives_no_role_stronger_than_their_own(client):
    client.force_login(role_user("manager"))
    clerk = factories.make_user(is_staff=True)
    strong = Group.objects.create(name="ผู้ลบผู้ใช้")
    strong.permissions.set(Permission.objects.filter(codename="delete_user"))
    url = reverse("admin:center_user_change", args=[clerk.pk])
    answer = client.post(url, user_form(clerk, groups=[strong.pk]))
    assert answer.status_code == 200 and "groups" in answer.context["adminform"].form.errors
    assert not clerk.groups.exists()


def test_a_manager_leaves_stronger_accounts_alone(client):
    client.force_login(role_user("manager"))
    chief = factories.make_staff()
    stronger = factories.make_user(is_staff=True)
    stronger.user_permissions.add(Permission.objects.get(codename="delete_user"))
    for other in (chief, stronger):
        for name in ("admin:center_user_change", "admin:auth_user_password_change"):
            assert client.post(reverse(name, args=[other.pk]), user_form(other)).status_code == 403


def test_the_overview_says_who_may_what(client):
    manager = role_user("manager")
    client.force_login(manager)
    page = client.get(reverse("staff_access")).content.decode()
    assert "the-manager" in page and "พัฒนาการอำเภอ" in page and "ยังไม่เปิด" in page
    assert "<li>สินค้า OTOP: ดู เพิ่ม แก้ไข ลบ</li>" in page
    assert "<li>ส่งออกข้อมูลส่วนบุคคล</li>" in page
    with translation.override("en"):
        page = client.get(reverse("staff_access")).content.decode()
    assert "<h2>District community development chief</h2>" in page and "<li>Can export personal data</li>" in page
    assert not re.search("[ก-๛]", page.partition('id="content-main"')[2].partition("</main>")[0])


def test_the_overview_says_whose_second_step_is_on(client):
    totp.TOTP.activate(factories.make_staff(), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client.force_login(role_user("manager"))
    page = compact(client.get(reverse("staff_access")).content.decode())
    states = re.findall(r"<td>(เปิดใช้แล้ว|ยังไม่เปิด)</td>", page)
    with translation.override("en"):
        assert sorted(map(gettext, states)) == ["Off", "On"]
