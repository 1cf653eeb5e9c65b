import datetime as dt
from pathlib import Path

import pytest
from django import forms
from django.contrib import sitemaps
from django.template import Context, Template
from django.utils import dateformat, feedgenerator, formats, translation
from django.utils.http import http_date

from thai.django import buddhist

DAY = dt.date(2026, 10, 1)
MOMENT = dt.datetime(2026, 10, 1, 2, 30, tzinfo=dt.UTC)


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "thai", "english"),
    [
        ("{{ day }}", "1 ตุลาคม 2569", "1 October 2026 (B.E. 2569)"),
        ("{{ day|date }}", "1 ตุลาคม 2569", "1 October 2026 (B.E. 2569)"),
        ("{{ moment }}", "1 ตุลาคม 2569 เวลา 09.30 น.", "1 October 2026 (B.E. 2569), 09:30"),
        ("{{ moment|date:'SHORT_DATE_FORMAT' }}", "1 ต.ค. 69", "1 Oct 2026 (B.E. 2569)"),
        ("{{ moment|date:'DATETIME_FORMAT' }}", "1 ตุลาคม 2569 เวลา 09.30 น.", "1 October 2026 (B.E. 2569), 09:30"),
        ("{{ day|date:'YEAR_MONTH_FORMAT' }}", "ตุลาคม 2569", "October 2026 (B.E. 2569)"),
        ("{{ day|date:'Y' }}", "2569", "2026 (B.E. 2569)"),
        ("{{ day|date:'y' }}", "69", "26"),
        ("{{ moment|time }}", "09.30 น.", "09:30"),
        ("{{ day|date:'d/m/Y' }}", "01/10/2569", "01/10/2026 (B.E. 2569)"),
    ],
)
def test_what_readers_see(source, thai, english):
    with translation.override("th"):
        assert render(source, day=DAY, moment=MOMENT) == thai
    with translation.override("en"):
        assert render(source, day=DAY, moment=MOMENT) == english


def test_this_year():
    with translation.override("th"):
        assert int(render("{% now 'Y' %}")) - int(render("{% now 'o' %}")) in (542, 543, 544)


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_machines_read_stays_christian(language):
    with translation.override(language):
        assert render("{{ moment|date:'c' }}", moment=MOMENT) == "2026-10-01T09:30:00+07:00"
        assert render("{{ day|date:'Y-m-d' }}", day=DAY) == "2026-10-01"
        assert render("{{ day|date:'Ymd' }}", day=DAY) == "20261001"
        assert "Oct 2026" in render("{{ moment|date:'r' }}", moment=MOMENT)
        assert render("{{ moment|date:'U' }}", moment=MOMENT) == str(int(MOMENT.timestamp()))
        assert "2026" in http_date(MOMENT.timestamp())
        assert forms.DateInput(attrs={"type": "date"}).format_value(DAY) == "2026-10-01"
        assert formats.localize_input(DAY) == "2026-10-01"
        assert forms.DateField().clean("2026-10-01") == DAY


@pytest.mark.parametrize("feed_class", [feedgenerator.Atom1Feed, feedgenerator.Rss201rev2Feed])
def test_feeds_stay_christian(feed_class):
    with translation.override("th"):
        feed = feed_class(title="ข่าว", link="/", description="ข่าว")
        feed.add_item(title="ข่าว", link="/1/", description="", pubdate=MOMENT, updateddate=MOMENT)
        text = feed.writeString("utf-8")

    assert "2026" in text
    assert "2569" not in text


def test_sitemaps_stay_christian():
    class News(sitemaps.Sitemap):
        def items(self):
            return ["/news/"]

        def location(self, item):
            return item

        def lastmod(self, item):
            return MOMENT

    class Site:
        domain = "portal.test"

    template = Path(sitemaps.__file__).parent / "templates" / "sitemap.xml"
    with translation.override("th"):
        text = render(template.read_text(), urlset=News().get_urls(site=Site()))

    assert "<lastmod>2026-10-01</lastmod>" in text


def test_no_active_language_means_no_reader():
    with translation.override(None):
        assert dateformat.format(DAY, "j/n/Y y") == "1/10/2026 26"


def test_installing_twice_adds_543_once():
    buddhist.install()
    buddhist.install()

    with translation.override("th"):
        assert dateformat.format(DAY, "j F Y") == "1 ตุลาคม 2569"


def test_months_and_weekdays_are_thai():
    with translation.override("th"):
        assert dateformat.format(DAY, "lที่ j F Y, M") == "พฤหัสบดีที่ 1 ตุลาคม 2569, ต.ค."
