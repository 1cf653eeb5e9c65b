from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from center.records.packages import import_from_packages


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("สินค้าและผู้ผลิต OTOP")

    def ready(self) -> None:
        import_from_packages("catalog", "hooks")
        import_from_packages("catalog", "jobs")
