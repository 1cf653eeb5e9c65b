from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CenterConfig(AppConfig):
    name = "center"
    verbose_name = _("ศูนย์ คน และกลุ่ม")

    def ready(self) -> None:
        from center import checks  # noqa: F401 registers the check

        autodiscover_modules("jobs")  # each app's kinds of background work
