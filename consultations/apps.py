from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from center.records.packages import import_from_packages


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = _("นัดและผู้รับบริการ")

    def ready(self) -> None:
        import_from_packages("consultations", "hooks")
        import_from_packages("consultations", "jobs")
