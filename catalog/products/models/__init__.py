"""Producers, their OTOP products, and what proves their quality."""

from catalog.products.models.certificate import Certificate, CertificateKind, StarRating
from catalog.products.models.producer import Producer
from catalog.products.models.product import Category, Product, ProductPicture, Unit

__all__ = ["Category", "Certificate", "CertificateKind", "Producer", "Product", "ProductPicture", "StarRating", "Unit"]
