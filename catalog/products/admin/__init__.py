"""The staff's pages of products and their makers, split by noun."""

from catalog.products.admin import category, certificate, producer, product

__all__ = ["category", "certificate", "producer", "product"]
