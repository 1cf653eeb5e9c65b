"""Staff who read no English meet none: every page of the staff site in Thai, with one object of each model on it."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group as Role
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from catalog.importing.models import ImportBatch, ImportRow
from catalog.products.models import ProductPicture, Unit
from center.access.models import PersonalDataAccess
from center.jobs.queue import enqueue
from center.people.models import Membership, Organization
from center.records.search import Synonym
from center.records.states import move
from center.recycle_bin.deletions import delete_with_return
from consultations.registers.register import REGISTERS
from tests import factories
from tests.center.mail.message_kinds import make_message
from tests.consultations.appointments import one_of_the_appointments
from tests.consultations.outreach.rows import one_of_the_outreach
from tests.consultations.registers.case_rows import one_of_the_cases
from tests.consultations.registers.rows import one_of_the_registers

# Templates of Django itself read variables that are not always there.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.sqlite_only(
        reason="the words of a page don't depend on the database; test_roles.py opens each on both"
    ),
]

# Latin words a Thai page may hold, each with its reason.
ALLOWED = {
    # Official Thai usage writes them so
    "OTOP",
    "SMEs",
    "GI",
    # Names
    "LINE",
    "QR",
    # The language switch names each language in itself
    "English",
    # Kinds and sizes of files, as Thai speaks of them
    "JPEG",
    "PNG",
    "WebP",
    "PDF",
    "MB",
    "SHA",
    "HEIC",
    "Excel",
    "CSV",
    # Kinds of documents that are taken, and what is not
    "Word",
    "docx",
    "pdf",
    "JavaScript",
    # Keys of a keyboard and whose it is
    "Control",
    "Enter",
    "Command",
    "Mac",
    # The file name of the test's import
    "old",
    "xlsx",
    # User names of this test
    "officer",
    "clerk",
    # A synonym of this test
    "mango",
    # Codes of categories
    "food",
    "drink",
    "textile",
    "craft",
    "herb",
    # Codes of kinds of certificate
    "fda",
    "gap",
    "gi",
    "gmp",
    "haccp",
    "halal",
    "organic",
    "primary",
    "tcps",
    "tis",
    # Certificates' own names
    "GMP",
    "HACCP",
    "GAP",
    "Primary",
    "Organic",
    "Thailand",
    "Thai",
    "SELECT",
    "PGS",
    "select",
}
VISIBLE_ATTRIBUTES = ("placeholder", "title", "aria-label", "alt")


class VisibleText(HTMLParser):
    """What a reader sees or hears of a page, without scripts and what was typed into fields."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        if tag in ("script", "style", "textarea", "svg", "bdi"):  # <bdi> holds pieces of a password's hash
            self.skipping.append(tag)
        self.texts += [values[name] for name in VISIBLE_ATTRIBUTES if values.get(name)]
        if tag == "input" and values.get("type") in ("submit", "button"):
            self.texts.append(values.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.skipping and self.skipping[-1] == tag:
            self.skipping.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.texts.append(data)


def english_words(html: str) -> set[str]:
    """Latin words of three letters and more that a Thai reader would stumble over."""
    page = VisibleText()
    page.feed(html)
    words = re.findall(r"[A-Za-z]{2,}", " ".join(page.texts))
    return {word for word in words if word not in ALLOWED}


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


# Of a term that is prepared.
TERM_PAGES = ("term_nominations", "term_draft", "term_order")
# Of a meeting that is recorded; its texts and its sign sheet are in Thai in any language.
MEETING_PAGES = ("meeting_record", "meeting_file", "meeting_revert")
# Of an appointment a week ahead; its slip is in the language of whoever comes.
BOOKING_PAGES = ("move", "hand_over", "swap", "cancel", "point", "booked", "slip")


# Of an event of today; its papers and its report are in Thai in any language.
EVENT_PAGES = ("plan", "registrations", "register", "paste", "papers", "day", "move", "cancel")

# Of a visit that counts, and of an event that has begun.
VISIT_PAGES = ("edit", "void", "restore", "point", "outcome", "event")


# Of a case; its slip is in the language of whoever's it is.
CASE_PAGES = ("papers", "register", "reject", "withdraw", "edit", "point", "hand_over", "slip")


def one_of_each(officer) -> dict:
    """One object of every model on the staff site, their English fields empty."""
    product = factories.make_product(name_th="ขนมเปี๊ยะ", story_th="เรื่องราว")
    factories.rate(product, stars=5)
    factories.certify(product, kind="gi", number="1", file="certificates/copy.pdf")
    ProductPicture.objects.create(product=product, original="originals/a.jpg", width=4, height=3, alt_th="รูป")
    product.name_th = "ขนมเปี๊ยะใหม่"
    product.save()
    person = factories.make_person()
    group = factories.make_group(tambon=factories.tambon())
    move(group, "watch", by=officer, reason="ตามงาน")
    Synonym.objects.all().delete()  # those that come with the portal are words people search by, many of them English
    batch = ImportBatch.objects.create(
        file_name="old.xlsx", sha256="0" * 64, started_by=officer, counts={"new": 1, "refused": 0}
    )
    rows = {
        "person": person,
        "membership": Membership.objects.create(person=person, group=group),
        "importbatch": batch,
        "importrow": ImportRow.objects.create(
            batch=batch, number=2, outcome="new", product=product, after={"name_th": "ก"}, repairs=["ชื่อ: เว้นวรรคซ้ำ"]
        ),
        "synonym": Synonym.objects.create(words="มะม่วงทดสอบ, mango"),
        "organization": Organization.objects.create(name_th="ธนาคาร"),
        "auth.group": Role.objects.create(name="พัฒนากร"),
        "user": officer,
        "place": factories.make_place(),
        "network": factories.make_network(),
        "consent": factories.make_consent(person),
        "personphoto": factories.make_photo(person),
        "joinrequest": factories.make_join_request(tambon=factories.tambon()),
        **factories.one_of_the_center(officer),
        "source": factories.make_source(),
        "document": factories.make_document_version(factories.make_document()).document,
        "announcement": factories.make_announcement(),
        "question": factories.make_question(),
        "unit": Unit.objects.first() or Unit.objects.create(name_th="ถุง"),
        "personaldataaccess": PersonalDataAccess.objects.create(
            user=officer, act="export", content_type=ContentType.objects.get_for_model(person), day=timezone.localdate()
        ),
        "job": enqueue("clear_sessions", by=officer),
        "message": make_message(factories.make_place(), email=""),
        "deletion": delete_with_return([factories.make_product()], officer)[0],
        **factories.one_of_the_committee(),
        **factories.one_of_the_team(),
        **one_of_the_appointments(officer),
        **one_of_the_outreach(),
        **one_of_the_registers(officer),
        **one_of_the_cases(officer),
    }
    LogEntry.objects.log_actions(officer.pk, [product], CHANGE, [{"changed": {"fields": ["ชื่อ"]}}], single_object=True)
    LogEntry.objects.log_actions(officer.pk, [batch], CHANGE, [{"added": {}}], single_object=True)
    LogEntry.objects.log_actions(
        officer.pk, [officer], CHANGE, [{"added": {"name": "สินค้า", "object": ""}}], single_object=True
    )
    return rows


def addresses(rows: dict) -> list[str]:
    """Every page: first page, lists, forms, deletions, histories, passwords."""
    found = [reverse("admin:index"), reverse("admin:password_change"), reverse("admin:password_change_done")]
    for model in admin.site._registry:
        opts = model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        obj = (
            rows.get(f"{opts.app_label}.{opts.model_name}")
            or rows.get(opts.model_name)
            or model._default_manager.first()
        )
        assert obj is not None, f"no {opts.label} to look at"
        found += [reverse("admin:app_list", args=[opts.app_label]), reverse(f"{name}_changelist")]
        found += [reverse(f"{name}_changelist") + "?q=zzz"]
        found += [reverse(f"{name}_{page}", args=[obj.pk]) for page in ("change", "history", "delete")]
        found.append(reverse(f"{name}_add"))
        if hasattr(opts, "simple_history_manager_attribute"):
            version = getattr(obj, opts.simple_history_manager_attribute).first()
            if version:
                found.append(reverse(f"{name}_simple_history", args=[obj.pk, version.pk]))
    found.append(reverse("admin:auth_user_password_change", args=[rows["user"].pk]))
    found += [
        reverse(f"admin:center_joinrequest_{act}", args=[rows["joinrequest"].pk]) for act in ("accept", "decline")
    ]
    found += [reverse(f"admin:center_person_{page}", args=[rows["person"].pk]) for page in ("merge", "erase")]
    found += [reverse("admin:center_consent_withdraw", args=[rows["consent"].pk]), reverse("admin:center_duty_week")]
    found += [reverse("admin:center_openinghours_week"), reverse("admin:staff_guides")]
    found += [reverse("admin:staff_guide", args=["close-a-day"])]
    found += [reverse(f"admin:committee_{act}", args=[rows["term"].pk]) for act in TERM_PAGES]
    found += [reverse(f"admin:consultations_booking_{act}", args=[rows["booking"].pk]) for act in BOOKING_PAGES]
    found += [reverse(f"admin:consultations_booking_{page}") for page in ("week", "day_sheet")]
    event, registration, session = (rows[name].pk for name in ("outreachevent", "registration", "session"))
    found += [reverse(f"admin:consultations_event_{page}", args=[event]) for page in (*EVENT_PAGES, "report")]
    found += [
        reverse(f"admin:consultations_sheet_{page}", args=[rows["attendancesheet"].pk])
        for page in ("key", "paste", "scans")
    ]
    found.append(reverse("admin:consultations_sheet_find"))
    found.append(reverse("admin:consultations_event_capacity", args=[event, session]))
    found.append(reverse("admin:consultations_event_registration", args=[event, registration]))
    found.append(reverse("admin:consultations_event_registration_seat", args=[event, registration, session]))
    found += [
        reverse(f"admin:consultations_request_{page}", args=[rows["villagerequest"].pk])
        for page in ("decline", "letter")
    ]
    found += [reverse(f"admin:consultations_case_{page}", args=[rows["case"].pk]) for page in CASE_PAGES]
    found.append(f"{reverse('admin:consultations_case_add')}?kind={rows['casekind'].pk}")
    found.append(reverse("admin:consultations_casekind_rounds", args=[rows["casekind"].pk]))
    found.append(reverse("admin:consultations_complaint_answer", args=[rows["complaint"].pk]))
    found += [
        reverse(f"admin:consultations_visit_{page}", args=[event if page == "event" else rows["visit"].pk])
        for page in VISIT_PAGES
    ]
    found.append(reverse("admin:consultations_followup_answers", args=[rows["followup"].pk]))
    found += [reverse(f"admin:consultations_{page}") for page in ("report", "letters")]
    found += [reverse("admin:consultations_register", args=[register.key]) for register in REGISTERS]
    found.append(reverse("admin:consultations_report_reopen", args=[rows["closedmonth"].pk]))
    found.append(f"{reverse('admin:consultations_booking_add')}?topic={rows['booking'].topic_id}")
    found.append(f"{reverse('admin:consultations_booking_feed')}?adviser={rows['booking'].speaker_id}")
    found += [reverse(f"admin:committee_{act}", args=[rows["committeemeeting"].pk]) for act in MEETING_PAGES]
    found += [reverse(f"admin:committee_seat_{act}", args=[rows["seat"].pk]) for act in ("replace", "edit")]
    found += [reverse("admin:committee_term_end", args=[rows["seat"].term_id])]
    found += [reverse("admin:catalog_import_upload"), reverse("admin:catalog_import", args=[rows["importbatch"].pk])]
    return list(dict.fromkeys(found))


def test_no_english_on_any_page(client, officer):
    found = {}
    for url in addresses(one_of_each(officer)):
        answer = client.get(url)
        if answer.status_code == 403 and ("/add/" in url or "/delete/" in url):
            continue  # rows that are kept as they came
        assert answer.status_code == 200, url
        if words := english_words(answer.content.decode()):
            found[url] = sorted(words)
    assert not found, "\n".join(f"{url}: {', '.join(words)}" for url, words in found.items())


def test_no_english_when_something_is_wrong(client, officer):
    one_of_each(officer)
    found = {}
    for model, model_admin in admin.site._registry.items():
        opts = model._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        if not model_admin.has_add_permission(type("R", (), {"user": officer})()):
            continue
        forms = client.get(url).context.get("inline_admin_formsets", [])
        counts = {f"{form.formset.prefix}-{name}_FORMS": 0 for form in forms for name in ("TOTAL", "INITIAL")}
        answer = client.post(url, counts | {"_save": "1"})
        if answer.status_code == 200 and (words := english_words(answer.content.decode())):
            found[url] = sorted(words)
    login = client.post(reverse("account_login"), {"login": "zz", "password": "zz"})
    found["login"] = sorted(english_words(login.content.decode()) - {"zz"})
    wrong = {"old_password": "x", "new_password1": "a", "new_password2": "b"}
    found["password"] = sorted(english_words(client.post(reverse("admin:password_change"), wrong).content.decode()))
    found = {url: words for url, words in found.items() if words}
    assert not found, "\n".join(f"{url}: {', '.join(words)}" for url, words in found.items())


def test_no_english_in_messages(client, officer):
    product = factories.make_product(name_th="ข้าวหลาม")
    unit = {"name_th": "กระบอก", "name_en": ""}
    pages = [
        client.post(reverse("admin:catalog_unit_add"), unit, follow=True),
        client.post(reverse("admin:catalog_unit_add"), unit | {"name_th": "ลำ", "_continue": "1"}, follow=True),
        client.post(reverse("admin:catalog_unit_add"), unit | {"name_th": "ท่อน", "_addanother": "1"}, follow=True),
        client.post(
            reverse("admin:catalog_product_changelist"), {"action": "", "_selected_action": product.pk}, follow=True
        ),
        client.post(reverse("admin:catalog_product_changelist"), {"action": "publish_selected"}, follow=True),
        client.get(reverse("admin:catalog_product_change", args=[999_999]), follow=True),
        client.post(
            reverse("admin:catalog_product_changelist"),
            {"action": "delete_selected", "_selected_action": product.pk},
        ),
        client.post(
            reverse("admin:catalog_product_changelist"),
            {"action": "delete_selected", "_selected_action": product.pk, "post": "yes"},
            follow=True,
        ),
    ]
    assert [sorted(english_words(page.content.decode())) for page in pages] == [[]] * len(pages)


def test_login_in_thai(client):
    assert not english_words(client.get(reverse("admin:login"), follow=True).content.decode())


def test_the_guard_finds_english():
    assert english_words("<p>Save</p>") == {"Save"}
    assert english_words('<input type="submit" value="Go on"><img alt="True">') == {"Go", "on", "True"}
    assert not english_words("<script>var Save;</script><p>สินค้า OTOP</p>")
