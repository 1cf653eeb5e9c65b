"""Officers who key one sheet at the same moment: nobody is counted twice, and what one typed is never lost without a word."""

import datetime as dt
import multiprocessing

import pytest
from django.utils import timezone

from consultations.outreach.sheets import sheet_of
from consultations.registers.models import SheetRow, Visit
from consultations.registers.refusals import LineTaken, SameName
from consultations.registers.sheet_rows import Typed, key
from tests.consultations.outings import officer
from tests.consultations.outreach.test_events_at_once import PROCESSES, at_once
from tests.worker_process import shared_database

pytestmark = [pytest.mark.django_db(transaction=True)]

LINES = 12


def name_in(line: int, number: int) -> str:
    """Officers read every third line otherwise, each in their own way."""
    return f"คน{'กขคง'[number] if line % 3 == 0 else ''}ที่{line} บ้านเรา"


def test_one_sheet_keyed_by_several_at_once(tmp_path):
    with shared_database(tmp_path):
        sheet = sheet_of(None, timezone.localdate() - dt.timedelta(days=1))
        told = multiprocessing.get_context("fork").SimpleQueue()

        def script(_sheet, number: int, start) -> None:
            start.wait(60)
            for line in range(1, LINES + 1):
                try:
                    key(sheet, line, Typed(name_in(line, number)), by=officer())
                except (LineTaken, SameName):
                    told.put(name_in(line, number))

        assert at_once(sheet, script) == []

        refused = {told.get() for _ in iter(lambda: not told.empty(), False)}
        kept = set(SheetRow.objects.values_list("name", flat=True))
        typed = {name_in(line, number) for line in range(1, LINES + 1) for number in range(PROCESSES)}
        assert kept | refused == typed and not kept & refused
        assert (
            len(kept) == SheetRow.objects.count() == Visit.objects.counted().people() == Visit.objects.count() == LINES
        )
