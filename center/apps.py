from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from center.records.packages import import_from_packages


class CenterConfig(AppConfig):
    name = "center"
    verbose_name = _("ศูนย์ คน และกลุ่ม")

    def ready(self) -> None:
        from center import checks  # noqa: F401 registers the check

        import_from_packages("center", "hooks")
        import_from_packages("center", "jobs")
