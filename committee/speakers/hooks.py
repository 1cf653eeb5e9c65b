"""What the speaker team adds to lists of the whole website."""

from django.utils.translation import gettext_lazy as _

from center.access.rights import ALL, EDIT, RIGHTS, VIEW, Rights, content
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.languages import bilingual
from center.records.pages import ABOUT, PAGES, Page
from center.records.site_search import KINDS
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.menu import MENU, MenuEntry
from committee.speakers import demo, team
from committee.speakers.finding import SpeakerKind
from committee.speakers.models import Speaker, Topic, Training

PAGES.add(
    Page(
        "committee:speaker_list",
        _("ทำเนียบวิทยากร"),
        ABOUT,
        50,
        "speakers วิทยากร ทีมวิทยากร ปราชญ์ชาวบ้าน ผู้ให้คำปรึกษา ปรึกษา สอน อบรม",
    )
)
KINDS.add(
    SpeakerKind(
        "speakers",
        66,
        _("ทีมวิทยากร"),
        rows=lambda: Speaker.objects.published().select_related("person").order_by("person__sort_key", "pk"),
        note=lambda row: bilingual(row, "expertise"),
        list_view="committee:speaker_list",
    )
)
SITEMAPS.add(RowSitemap("speakers", 66, lambda: Speaker.objects.published()))
# Who leaves the team is made inactive; deleting one takes back a mistake, or is what the person asked for.
RIGHTS.add(Rights("committee.speaker", officer=EDIT, manager=ALL, secretary=EDIT, reader=VIEW))
content("committee.topic", secretary=EDIT)
content("committee.training", secretary=ALL)
GUIDES.add(
    Guide(
        "choose-a-speaker",
        76,
        (
            "committee.speaker",
            "committee.topic",
        ),
    )
)
MENU.add(MenuEntry("committee.speaker", 580), MenuEntry("committee.topic", 585))
ROWS_OF_PERSON.add(
    RowsOfPerson(Speaker, "person", 230, pending=lambda rows: rows.filter(active=True), forget=team.forget)
)
DEMONSTRATIONS.add(Demonstration("speakers", 75, demo.load, demo.remove))
track(Speaker, Topic, Training)
