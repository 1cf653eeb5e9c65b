"""URLs of the whole website: Thai at the root, English below /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from center.access.views import staff_sign_in
from consultations.bookings.feed import adviser_feed
from portal import pages, views
from portal.access.overview import access_overview
from portal.health.probes import healthz, readyz
from portal.search import search
from portal.sitemaps import sitemap

handler500 = "portal.health.unavailable.server_error"

urlpatterns = [
    path("", include("center.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("calendars/<str:key>.ics", adviser_feed, name="adviser_feed"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("catalog.urls")),
        path("", include("committee.urls")),
        path("", include("consultations.urls")),
        path("", include("center.pages_urls")),
        path("search/", search, name="search"),
        path("site-map/", pages.site_map, name="site_map"),
        path("privacy/", pages.privacy, name="privacy"),
        path("accessibility/", pages.accessibility, name="accessibility"),
        path("account/", include("center.access.urls")),
        path("admin/login/", staff_sign_in),
        path("admin/access/", admin.site.admin_view(access_overview), name="staff_access"),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
