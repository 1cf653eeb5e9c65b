"""Producers, their OTOP products, what proves their quality, and where imported rows came from."""

from catalog.models.certificate import Certificate, CertificateKind, StarRating
from catalog.models.importing import ImportBatch, ImportRow
from catalog.models.producer import Producer
from catalog.models.product import Category, Product, ProductPicture, Unit

__all__ = [
    "Category",
    "Certificate",
    "CertificateKind",
    "ImportBatch",
    "ImportRow",
    "Producer",
    "Product",
    "ProductPicture",
    "StarRating",
    "Unit",
]
