"""Adding pictures to a product."""

from collections.abc import Iterable

from django.db.models import Max

from catalog.products.models import Product, ProductPicture
from center.pictures.models import ALT_LENGTH
from center.pictures.taking import PreparedPicture, replace_file


def add_pictures(product: Product, prepared: Iterable[PreparedPicture]) -> None:
    """Store pictures behind those that the product has; their alt text is the product's name until staff write one."""
    last = product.pictures.aggregate(last=Max("position"))["last"] or 0
    for position, picture in enumerate(prepared, start=last + 1):
        row = ProductPicture(product=product, alt_th=product.name_th[:ALT_LENGTH], position=position)
        replace_file(picture=row, file=picture)
        row.save()
