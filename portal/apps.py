from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    default = True
    name = "portal"
    verbose_name = _("เว็บท่า")

    def ready(self) -> None:
        from portal import pages  # noqa: F401 registers the website's own pages


class StaffSiteConfig(admin_apps.AdminConfig):
    """Django's admin on our own staff site."""

    default = False
    default_site = "portal.staff.StaffSite"
