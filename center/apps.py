from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from center.records.packages import import_from_packages


class CenterConfig(AppConfig):
    name = "center"
    verbose_name = _("ศูนย์ คน และกลุ่ม")

    def ready(self) -> None:
        from center import checks  # noqa: F401 registers the check
        from center.records import version_triggers

        import_from_packages("center", "hooks")
        import_from_packages("center", "jobs")
        post_migrate.connect(version_triggers.install, sender=self, dispatch_uid="version-triggers")
