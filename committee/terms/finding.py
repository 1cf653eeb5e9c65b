"""Members of the committee in the search over everything."""

from typing import Any

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.records.languages import spoken
from center.records.site_search import EACH, Group, Hit, Words
from committee.terms.models import Seat


class MemberKind:
    """People who sit, or sat, in a committee that an order has put in force, found by what their seats say.

    Never by their rows in the registers, which hold phones.
    """

    key = "committee"
    position = 65

    def find(self, words: Words, typed: str) -> Group:
        """Those of the latest committee first, in the order's own order. One query, count included."""
        rows = Seat.objects.public().holding(words).select_related("term", "person")
        found = list(rows.annotate(total=Window(Count("pk"))).order_by("-term__number", "rank", "pk")[:EACH])
        hits = [
            Hit(spoken(str(seat.person)), seat.term.get_absolute_url(), f"{seat.get_position_display()} · {seat.term}")
            for seat in found
        ]
        return Group(
            self.key, _("คณะกรรมการศูนย์"), found[0].total if found else 0, hits, reverse("committee:term_detail")
        )

    def names(self) -> QuerySet[Any] | None:
        """Nobody is taken for somebody else of a like name."""
        return None
