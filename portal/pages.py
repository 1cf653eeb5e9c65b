"""The site map and the statutory pages; registers the website's own pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from center.records.cached_pages import cached_page
from center.records.pages import ABOUT, PAGES, SITE, Page, sections
from center.records.retention import PERIODS

PAGES.add(
    Page("home", _("หน้าแรก"), ABOUT, 10, "home ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก", of_the_center=True),
    Page("search", _("ค้นหาทั้งเว็บไซต์"), SITE, 10, "search", indexed=False),
    Page("site_map", _("แผนผังเว็บไซต์"), SITE, 20, "site map"),
    Page("privacy", _("ประกาศความเป็นส่วนตัว"), SITE, 30, "privacy ข้อมูลส่วนบุคคล สิทธิ ลบข้อมูล"),
    Page("accessibility", _("การเข้าถึงเว็บไซต์"), SITE, 40, "accessibility คนพิการ ผู้สูงอายุ โปรแกรมอ่านหน้าจอ"),
)


@cached_page()
def site_map(request: HttpRequest) -> HttpResponse:
    """Every registered page, by section."""
    return render(request, "site_map.html", {"sections": sections()})


@cached_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is kept, why, for how long, and whom to ask (PDPA section 23)."""
    return render(request, "privacy.html", {"periods": PERIODS})


@cached_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: what is supported, known limits, contact."""
    return render(request, "accessibility.html")
