"""The staff's pages of the catalog, split by noun."""

from catalog.admin import category, certificate, importing, producer, product

__all__ = ["category", "certificate", "importing", "producer", "product"]
