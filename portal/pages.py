"""The pages there are, told once: for the site map, for searching everything, and the statutory pages themselves."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.sources.models import Source


@dataclass(frozen=True)
class Page:
    """A public page without parts of its own in the address. words: by what else one may look for it.

    of_the_center: whether it is found by the names of the center as well, which staff keep in the center's row.
    """

    view: str
    title: Any
    words: str = ""
    of_the_center: bool = False

    @property
    def url(self) -> str:
        return reverse(self.view)


SECTIONS: tuple[tuple[Any, tuple[Page, ...]], ...] = (
    (
        _("ศูนย์"),
        (
            Page("home", _("หน้าแรก"), "home ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก", of_the_center=True),
            Page("pages:about", _("เกี่ยวกับศูนย์"), "about ประวัติ ยุทธศาสตร์ เป้าประสงค์ กลยุทธ์ หน้าที่", of_the_center=True),
            Page(
                "pages:contact",
                _("ติดต่อเรา"),
                "contact เวลาเปิด วันหยุด แผนที่ ที่อยู่ โทรศัพท์ พัฒนากรประจำตำบล เจ้าหน้าที่ตำบล",
                of_the_center=True,
            ),
            Page("pages:news_list", _("ข่าวสาร"), "news ประกาศ อบรม รับสมัคร จัดซื้อจัดจ้าง"),
        ),
    ),
    (
        _("สินค้าและผู้ผลิต"),
        (
            Page("catalog:product_list", _("สินค้า OTOP"), "products สินค้า โอทอป ผลิตภัณฑ์"),
            Page("catalog:producer_list", _("ผู้ผลิต OTOP"), "producers ผู้ผลิต กลุ่ม โอทอป"),
        ),
    ),
    (
        _("ทุน ความรู้ และแบบฟอร์ม"),
        (
            Page("pages:source_list", _("แหล่งสนับสนุน"), "sources เงินกู้ เงินทุน กองทุน แหล่งทุน แหล่งผลิต แหล่งตลาด แหล่งความรู้"),
            Page("pages:which_source", _("แหล่งไหนเหมาะกับฉัน"), "which source เลือกแหล่ง มีสิทธิ์กู้"),
            Page("pages:document_list", _("เอกสารและแบบฟอร์ม"), "documents forms ใบสมัคร ลงทะเบียน ดาวน์โหลด แบบคำขอ"),
            Page("pages:lesson_list", _("แลกเปลี่ยนเรียนรู้"), "lessons บทเรียน ถามตอบ ความรู้"),
        ),
    ),
    (
        _("เกี่ยวกับเว็บไซต์นี้"),
        (
            Page("search", _("ค้นหาทั้งเว็บไซต์"), "search"),
            Page("site_map", _("แผนผังเว็บไซต์"), "site map"),
            Page("privacy", _("ประกาศความเป็นส่วนตัว"), "privacy ข้อมูลส่วนบุคคล สิทธิ ลบข้อมูล"),
            Page("accessibility", _("การเข้าถึงเว็บไซต์"), "accessibility คนพิการ ผู้สูงอายุ โปรแกรมอ่านหน้าจอ"),
        ),
    ),
)


def site_map(request: HttpRequest) -> HttpResponse:
    """Every page one can begin at, section by section."""
    context = {"sections": SECTIONS, "kinds": Source.Kind.choices}
    return render(request, "site_map.html", context)


def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is kept, why, for how long, and whom to ask (PDPA section 23)."""
    return render(request, "privacy.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does for readers with disabilities, what is still hard, and whom to tell."""
    return render(request, "accessibility.html")
