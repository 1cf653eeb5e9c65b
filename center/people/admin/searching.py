"""Searching rows that lie in a village by its moo: ม.2 เสม็ดใต้, with a name or without."""

from django.db.models import QuerySet
from django.http import HttpRequest

from center.places.villages import take_moo


class InAVillage:
    """Before StaffAdmin, for models with a column `moo`; a phone typed beside it is searched as everywhere."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        moo, rest = take_moo(search_term)
        if moo is not None:
            queryset = queryset.filter(moo=moo)
        return super().get_search_results(request, queryset, rest)  # type: ignore[misc]
