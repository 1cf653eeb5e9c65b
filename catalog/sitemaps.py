"""What search engines may list of the catalog, in both languages."""

from django.db.models import QuerySet

from catalog.products.models import Producer, Product
from center.records.sitemaps import BilingualSitemap


class ProductSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Product]:
        return Product.objects.published().order_by("pk").only("name_en")


class ProducerSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Producer]:
        return Producer.objects.published().order_by("pk").only("name_en")
