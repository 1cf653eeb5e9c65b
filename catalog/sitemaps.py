"""What search engines may list of the catalog, in both languages."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from catalog.models import Producer, Product


class _Bilingual(Sitemap):
    i18n = True
    alternates = True
    x_default = True


class ProductSitemap(_Bilingual):
    def items(self) -> QuerySet[Product]:
        return Product.objects.published().order_by("pk").only("name_en")


class ProducerSitemap(_Bilingual):
    def items(self) -> QuerySet[Producer]:
        return Producer.objects.published().order_by("pk").only("name_en")
