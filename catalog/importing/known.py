"""What the reading of a row must know of the database: our tambons and the categories."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext_noop

from catalog.products.models import Category
from center.places import tambons
from center.sheets.reading import SheetRefused

GUESSED_CATEGORY = "food"  # of a new product whose row doesn't say; most products of the offices' sheets are food


@dataclass(frozen=True)
class Known:
    """Codes of our tambons and of the categories by their folded names."""

    tambons: Mapping[str, str]
    categories: Mapping[str, str]

    @classmethod
    def load(cls) -> Self:
        """Two queries. Raises SheetRefused where there are no categories yet."""
        categories = {label: category.code for category in Category.objects.all() for label in category.known_as()}
        if GUESSED_CATEGORY not in categories.values():
            raise SheetRefused(gettext_noop("ยังไม่มีประเภทผลิตภัณฑ์ในระบบ จึงนำเข้าไม่ได้"))
        return cls(tambons.codes_by_name(), categories)
