"""Producers, their OTOP products, what proves their quality, and where imported rows came from."""

from catalog.models.certificate import Certificate, CertificateKind, StarRating
from catalog.models.importing import HeadingChoice, ImportBatch, ImportRow
from catalog.models.producer import Producer
from catalog.models.product import Category, Product, ProductPicture, Unit

__all__ = [
    "Category",
    "Certificate",
    "CertificateKind",
    "HeadingChoice",
    "ImportBatch",
    "ImportRow",
    "Producer",
    "Product",
    "ProductPicture",
    "StarRating",
    "Unit",
]
