"""The staff site's pages with guides, and their pictures. For everybody who may sign in to it."""

from itertools import groupby
from typing import Any

from django.contrib.admin import AdminSite
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from center.staff.guides import GUIDES, guides_in_menu_order, picture, rendered
from center.staff.menu import GROUPS

TITLES = {group.key: group.title for group in GROUPS}


def guide_urls(site: AdminSite) -> list[Any]:
    """The addresses of the guides, for the site's get_urls()."""

    def guide_list(request: HttpRequest) -> HttpResponse:
        groups = [
            {"title": TITLES[key], "guides": list(guides)}
            for key, guides in groupby(guides_in_menu_order(), key=lambda guide: guide.group)
        ]
        context = site.each_context(request) | {"title": _("คู่มือ"), "groups": groups}
        return TemplateResponse(request, "admin/guides.html", context)

    def guide_page(request: HttpRequest, key: str) -> HttpResponse:
        guide = GUIDES.get(key)
        if guide is None:
            raise Http404
        context = site.each_context(request) | {"title": guide.title, "text": rendered(guide)}
        return TemplateResponse(request, "admin/guide.html", context)

    def guide_picture(request: HttpRequest, name: str) -> FileResponse:
        file = picture(name)
        if file is None:
            raise Http404
        return FileResponse(file.open("rb"), headers={"Cache-Control": "private, max-age=3600"})

    return [
        path("guides/", site.admin_view(guide_list), name="staff_guides"),
        path("guides/<slug:key>/", site.admin_view(guide_page), name="staff_guide"),
        path("guides/img/<str:name>", site.admin_view(guide_picture, cacheable=True), name="staff_guide_picture"),
    ]
