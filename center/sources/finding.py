"""Which source fits whom: three questions, answered in the address and kept nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from center.records.facets import Choice, Facet
from center.sources.models import Source

NEEDS = {
    Source.Kind.CAPITAL: _("เงินทุน"),
    Source.Kind.PRODUCTION: _("วัตถุดิบหรือการผลิต"),
    Source.Kind.MARKET: _("ที่ขายของ"),
    Source.Kind.KNOWLEDGE: _("ความรู้หรือคนสอน"),
}
WHO = {"person": _("ตัวฉันเอง"), "group": _("กลุ่มของเรา"), "business": _("ร้านหรือบริษัท")}
STANDING = {
    "member": _("เป็นสมาชิกกองทุนหรือกลุ่มออมทรัพย์"),
    "target": _("เป็นครัวเรือนเป้าหมายของหมู่บ้าน"),
    "neither": _("ไม่ได้เป็น หรือไม่แน่ใจ"),
}
# Which standing opens which door.
OPENED_BY = {"member": Source.OpenTo.MEMBERS, "target": Source.OpenTo.TARGETS}


@dataclass(frozen=True)
class Answers:
    """What is needed, who asks, and what they are already. An empty text is a question not answered: all pass."""

    need: str = ""
    who: str = ""
    standing: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Answers":
        """The answers of an address; what is no answer of ours counts as none."""
        return cls(_known(query, "need", NEEDS), _known(query, "who", WHO), _known(query, "standing", STANDING))

    @property
    def asked(self) -> bool:
        """Whether at least one question is answered, so that there is something to show."""
        return bool(self.need or self.who or self.standing)

    def questions(self) -> list[Facet]:
        """The three questions with their choices, for the form. Counts are not shown and stand at 0."""
        return [
            _question("need", _("1. อยากได้อะไร"), NEEDS, self.need),
            _question("who", _("2. ขอในนามใคร"), WHO, self.who),
            _question("standing", _("3. ข้อไหนตรงกับคุณ"), STANDING, self.standing),
        ]


@dataclass(frozen=True)
class Found:
    """Sources one can ask at once, and those that first want one to be a member or a target household."""

    at_once: list[Source]
    later: list[Source]

    def __bool__(self) -> bool:
        return bool(self.at_once or self.later)


def find(answers: Answers) -> Found:
    """The published sources that fit. One query."""
    rows = Source.objects.published().for_rows().order_by("sort_key", "pk")
    if answers.need:
        rows = rows.filter(kind=answers.need)
    if answers.who:
        rows = rows.filter(**{f"for_{answers.who}": True})
    open_doors = {Source.OpenTo.ANYONE, OPENED_BY.get(answers.standing)}
    at_once, later = [], []
    for source in rows:
        fits = not answers.standing or source.open_to in open_doors
        (at_once if fits else later).append(source)
    return Found(at_once, later)


def _known(query: QueryDict, name: str, choices: Mapping) -> str:
    value = query.get(name, "")
    return value if value in choices else ""


def _question(name: str, label, choices: Mapping, answer: str) -> Facet:
    return Facet(name, label, [Choice(str(value), text, 0, value == answer) for value, text in choices.items()])
