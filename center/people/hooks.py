"""What people, groups and networks add to lists of the whole website."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.access.models import User
from center.access.rights import ALL, EDIT, RIGHTS, Rights, content
from center.people import demo, forgetting
from center.people.join_requests import forget_outdated, waiting
from center.people.models import (
    Consent,
    Group,
    JoinRequest,
    Membership,
    Network,
    Organization,
    Person,
    PersonMerge,
    PersonPhoto,
)
from center.people.models.join_request import KEPT
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.languages import bilingual, spoken
from center.records.pages import ABOUT, PAGES, Page
from center.records.retention import PERIODS
from center.records.site_search import KINDS, RowKind
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.home import SEARCHED, SearchedKind
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, Waiting, WaitingWork


def requests_to_decide() -> Iterable[Waiting]:
    """No query."""
    url = reverse("admin:center_joinrequest_changelist") + "?state=waiting"
    yield Waiting("join_requests", _("คำขอเป็นสมาชิกที่รอพิจารณา"), waiting(), url)


def agency_place(agency: Organization) -> str:
    """Agencies have no page of their own: they stand on the page of the networks."""
    return f"{reverse('pages:network_list')}#agency-{agency.pk}"


PAGES.add(
    Page(
        "pages:network_list",
        _("เครือข่ายและภาคี"),
        ABOUT,
        60,
        "networks partners เครือข่าย ภาคี หน่วยงาน กองทุนหมู่บ้าน ออมทรัพย์ กทบ กขคจ สตรี",
    ),
    Page("pages:group_list", _("กลุ่มและองค์กรชุมชน"), ABOUT, 70, "groups กลุ่มอาชีพ กลุ่มแม่บ้าน กลุ่มออมทรัพย์ กองทุน สมาชิกศูนย์"),
    Page("pages:join", _("ขอเป็นสมาชิกศูนย์"), ABOUT, 80, "join member สมัครสมาชิก เข้ากลุ่ม สมัคร"),
)
KINDS.add(
    RowKind(
        "networks",
        32,
        _("เครือข่าย"),
        rows=lambda: Network.objects.published().filter(active=True).order_by("sort_key", "pk"),
        note=lambda row: spoken(row.abbreviation),
        list_view="pages:network_list",
    ),
    RowKind(
        "organizations",
        34,
        _("ภาคีการพัฒนา"),
        rows=lambda: Organization.objects.published().order_by("sort_key", "pk"),
        note=lambda row: bilingual(row, "helps"),
        list_view="pages:network_list",
        url=agency_place,
    ),
    RowKind(
        "groups",
        36,
        _("กลุ่มและองค์กรชุมชน"),
        rows=lambda: Group.objects.published().for_rows().order_by("sort_key", "pk"),
        note=lambda row: spoken(row.village),
        list_view="pages:group_list",
    ),
)
SITEMAPS.add(
    RowSitemap("networks", 32, lambda: Network.objects.published()),
    RowSitemap("groups", 36, lambda: Group.objects.published()),
)
content("center.person", "center.group", "center.network", "center.organization", secretary=EDIT)
content("center.consent", secretary=EDIT)
# A photo goes when its person asks for it, so whoever keeps people may delete one.
content("center.membership", "center.personphoto", secretary=ALL)
# Phones of people who are in no register yet: only who answers them reads them.
RIGHTS.add(Rights("center.joinrequest", officer=("view", "change", "delete"), secretary=("view", "change")))
PERIODS.add(KEPT.forgotten_by(forget_outdated))
WORK.add(WaitingWork("join_requests", 30, ("center.change_joinrequest",), requests_to_decide))
GUIDES.add(
    Guide("accept-a-member", 60, ("center.joinrequest",)),
    Guide("record-a-consent", 62, ("center.person",)),
    Guide("answer-a-data-request", 63, ("center.person", "center.personaldataaccess")),
    Guide("keep-groups-and-networks", 64, ("center.group", "center.network", "center.organization")),
)
MENU.add(
    MenuEntry("center.person", 510),
    MenuEntry("center.group", 520),
    MenuEntry("center.membership", 530),
    MenuEntry("center.joinrequest", 540),
    MenuEntry("center.network", 550),
    MenuEntry("center.organization", 560),
)
ROWS_OF_PERSON.add(
    RowsOfPerson(Person, "merged_into", 10),
    RowsOfPerson(PersonMerge, "kept", 12, forget=lambda rows: rows.delete()),
    RowsOfPerson(PersonMerge, "duplicate", 14, forget=lambda rows: rows.delete()),
    RowsOfPerson(Membership, "person", 20, forget=forgetting.end_memberships, dropped=True),
    RowsOfPerson(Consent, "person", 22, forget=forgetting.end_consents, merges=True),
    RowsOfPerson(PersonPhoto, "person", 24, forget=forgetting.delete_photos, merges=True),
    RowsOfPerson(JoinRequest, "person", 26, forget=forgetting.anonymize_requests),
    RowsOfPerson(
        User,
        "person",
        30,
        pending=lambda rows: rows.filter(is_active=True),
        forget=lambda rows: rows.update(person=None),
    ),
)
DEMONSTRATIONS.add(Demonstration("people", 15, demo.load, demo.remove))
SEARCHED.add(SearchedKind("center.person", 20), SearchedKind("center.group", 40))
track(Consent, Group, Network, Organization, Person, PersonPhoto)
