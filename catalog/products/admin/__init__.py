"""Admin pages of products, producers, certificates and their categories."""

from catalog.products.admin import category, certificate, producer, product

__all__ = ["category", "certificate", "producer", "product"]
