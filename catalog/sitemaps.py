"""What search engines may list of the catalog, in both languages."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

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


class ListSitemap(_Bilingual):
    def items(self) -> list[str]:
        return ["catalog:product_list", "catalog:producer_list"]

    def location(self, item: str) -> str:
        return reverse(item)
