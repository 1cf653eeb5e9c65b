"""Why a rule of cases refuses, each in a sentence that says what to do next."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from consultations.registers.models import CasePaper
from consultations.registers.refusals import Refused


class PapersMissing(Refused):
    """A case can't be registered without all its papers. papers: those that are missing."""

    def __init__(self, papers: Sequence[CasePaper]) -> None:
        super().__init__(len(papers))
        self.papers = papers

    @property
    def sentence(self) -> str:
        names = ", ".join(paper.name for paper in self.papers)
        return _("ยังปิดเรื่องไม่ได้ เพราะยังขาด %(papers)s ถ้าได้แล้วหรือไม่ต้องใช้ บันทึกที่หน้าเอกสารก่อน") % {"papers": names}


class NothingMissing(Refused):
    """No paper is marked as missing, so there is nothing to wait for."""

    @property
    def sentence(self) -> str:
        return _("ยังไม่มีเอกสารที่ทำเครื่องหมายว่าขาด บันทึกที่หน้าเอกสารก่อน")


class CaseClosed(Refused):
    """The case is closed: its papers and its due date stay as they were."""

    @property
    def sentence(self) -> str:
        return _("เรื่องนี้ปิดแล้ว ถ้าต้องแก้ เปิดเรื่องอีกครั้งก่อน")


class WrongRound(Refused):
    """The round is one of another kind of case."""

    @property
    def sentence(self) -> str:
        return _("รอบนี้เป็นของงานเอกสารชนิดอื่น กรุณาเลือกใหม่")


class RoundInUse(Refused):
    """A round with cases can't be taken away. number: of the round."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def sentence(self) -> str:
        return _("รอบที่ %d มีเรื่องที่รับไว้แล้ว ลบไม่ได้ แก้วันได้") % self.number
