"""Which source fits whom: three questions, answered by GET parameters; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from center.records.facets import Choice, Facet
from center.sources.models import Source

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Labels = Mapping[str, StrOrPromise]

NEEDS: "Labels" = {
    Source.Kind.CAPITAL: _("เงินทุน"),
    Source.Kind.PRODUCTION: _("วัตถุดิบหรือการผลิต"),
    Source.Kind.MARKET: _("ที่ขายของ"),
    Source.Kind.KNOWLEDGE: _("ความรู้หรือคนสอน"),
}
WHO: "Labels" = {"person": _("ตัวฉันเอง"), "group": _("กลุ่มของเรา"), "business": _("ร้านหรือบริษัท")}
STANDING: "Labels" = {
    "member": _("เป็นสมาชิกกองทุนหรือกลุ่มออมทรัพย์"),
    "target": _("เป็นครัวเรือนเป้าหมายของหมู่บ้าน"),
    "neither": _("ไม่ได้เป็น หรือไม่แน่ใจ"),
}
# Which Source.open_to, besides ANYONE, a standing qualifies for.
QUALIFIES_FOR = {"member": Source.OpenTo.MEMBERS, "target": Source.OpenTo.TARGETS}


@dataclass(frozen=True)
class Answers:
    """What is needed, who applies, and what they are already. An unanswered question is empty and excludes no source."""

    need: str = ""
    who: str = ""
    standing: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Answers":
        """The answers from GET parameters; unknown values count as unanswered."""
        return cls(_known(query, "need", NEEDS), _known(query, "who", WHO), _known(query, "standing", STANDING))

    @property
    def asked(self) -> bool:
        """Whether at least one question is answered."""
        return bool(self.need or self.who or self.standing)

    def questions(self) -> list[Facet]:
        """The three questions with their choices, for the form. Counts are 0, since the form shows none."""
        return [
            _question("need", _("1. อยากได้อะไร"), NEEDS, self.need),
            _question("who", _("2. ขอในนามใคร"), WHO, self.who),
            _question("standing", _("3. ข้อไหนตรงกับคุณ"), STANDING, self.standing),
        ]


@dataclass(frozen=True)
class Found:
    """Sources one can apply to now, and those that require becoming a member or a target household first."""

    at_once: list[Source]
    later: list[Source]

    def __bool__(self) -> bool:
        return bool(self.at_once or self.later)


def find(answers: Answers) -> Found:
    """The published sources that fit the answers. One query."""
    rows = Source.objects.published().for_rows().order_by("sort_key", "pk")
    if answers.need:
        rows = rows.filter(kind=answers.need)
    if answers.who:
        rows = rows.filter(**{f"for_{answers.who}": True})
    qualified = {Source.OpenTo.ANYONE, QUALIFIES_FOR.get(answers.standing)}
    at_once: list[Source] = []
    later: list[Source] = []
    for source in rows:
        open_now = not answers.standing or source.open_to in qualified
        (at_once if open_now else later).append(source)
    return Found(at_once, later)


def _known(query: QueryDict, name: str, choices: "Labels") -> str:
    value = query.get(name, "")
    return value if value in choices else ""


def _question(name: str, label: "StrOrPromise", choices: "Labels", answer: str) -> Facet:
    options = [Choice(str(value), str(text), 0, value == answer) for value, text in choices.items()]
    return Facet(name, str(label), options)
