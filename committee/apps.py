from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from center.records.packages import import_from_packages


class CommitteeConfig(AppConfig):
    name = "committee"
    verbose_name = _("คณะกรรมการและวิทยากร")

    def ready(self) -> None:
        import_from_packages("committee", "hooks")
        import_from_packages("committee", "jobs")
