"""A sheet in the storage: the rows as they were read, and nothing that isn't one of ours."""

import gzip
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.records.messages import Sentence, serialize
from center.sheets.sheet import Sheet
from center.sheets.stored_sheets import NoStoredSheet, pack, unpack

cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(timedelta(days=-999), timedelta(days=999)),
)


@given(st.lists(st.tuples(st.integers(1, 50_000), st.lists(cells, max_size=8)), max_size=8))
def test_rows_come_back_as_they_were_each_cell_of_its_kind(rows):
    back = unpack(pack(Sheet(rows))).rows
    assert back == rows
    assert [[type(cell) for cell in row] for _n, row in back] == [[type(cell) for cell in row] for _n, row in rows]


def test_what_is_said_of_a_sheet_comes_back_with_it():
    notes = ["ไฟล์มีสูตร", Sentence("อ่านเฉพาะชีต “%(read)s”", read=Sentence("ชีต %(n)s", n=2))]
    back = unpack(pack(Sheet([(1, ["ก"])], notes, Counter({3: 2}))))
    assert back.notes == notes and [serialize(note) for note in back.notes] == [serialize(note) for note in notes]
    assert back.id_cards == Counter({3: 2})


def test_an_unknown_kind_of_cell_is_stored_as_its_text():
    assert unpack(pack(Sheet([(1, [Sentence, date(2026, 1, 2), datetime(2026, 1, 2), time(9)])]))).rows[0][1][1:] == [
        date(2026, 1, 2),
        datetime(2026, 1, 2),
        time(9),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        "ชื่อสินค้า,ผู้ผลิต\n".encode(),
        gzip.compress(b"ABC"),
        gzip.compress(b"{}\n"),
        gzip.compress("ก".encode()),
        gzip.compress(b'{"notes": [], "id_cards": []}\n[1]\n'),
        gzip.compress(b'{"notes": [], "id_cards": []}\n[1, [["nothing", 1]]]\n'),
        pack(Sheet([(1, ["ก"])]))[:-4],
    ],
    ids=["empty", "zip", "csv", "text", "no head", "Thai", "no cells", "unknown cell", "cut short"],
)
def test_what_is_none_of_ours_is_no_sheet(content):
    with pytest.raises(NoStoredSheet):
        unpack(content)
