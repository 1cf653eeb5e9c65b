"""The site map: Thai at the root, English below /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import views
from portal.sitemaps import SITEMAPS, sitemap

urlpatterns = [
    path("", include("center.urls")),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("catalog.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
