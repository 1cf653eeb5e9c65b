"""What tests keep for other processes and later runs is what they would have made anew, and made once."""

import itertools
import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from center.pictures import renditions
from tests import migrated_database, rendition_cache

# --- Renditions of pictures ------------------------------------------------------------------------------------------


def image(shade: int = 90) -> Image.Image:
    return Image.linear_gradient("L").point(lambda value: (value + shade) % 256).convert("RGB").resize((300, 200))


@pytest.fixture
def encoded(monkeypatch) -> list[str]:
    """A line for each time a picture is really encoded."""
    lines, encode = [], renditions.encode
    monkeypatch.setattr(renditions, "encode", lambda *args, **named: lines.append("encoded") or encode(*args, **named))
    return lines


def from_cache(folder: Path, picture: Image.Image | None = None, salt: str = "a.jpg") -> list[renditions.Rendition]:
    return rendition_cache.encode(picture or image(), content=b"photo", salt=salt, folder=folder)


def test_renditions_from_the_cache_are_those_of_the_portal(tmp_path, encoded):
    expected = renditions.encode(image(), content=b"photo", salt="a.jpg")
    encoded.clear()
    assert from_cache(tmp_path) == from_cache(tmp_path) == expected
    assert encoded == ["encoded"]


def test_each_row_has_file_names_of_its_own(tmp_path):
    first, second = from_cache(tmp_path, salt="a.jpg"), from_cache(tmp_path, salt="b.jpg")
    assert {rendition.name for rendition in first}.isdisjoint(rendition.name for rendition in second)
    assert [rendition.content for rendition in first] == [rendition.content for rendition in second]


def test_other_pixels_and_other_settings_are_encoded_anew(tmp_path, encoded, monkeypatch):
    from_cache(tmp_path)
    from_cache(tmp_path, image(shade=91))
    monkeypatch.setitem(renditions.ENCODERS, "jpg", {"quality": 10})
    from_cache(tmp_path)
    assert len(encoded) == 3


def test_what_a_killed_process_left_is_not_read(tmp_path, encoded, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(rendition_cache.os, "rename", lambda *paths: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            from_cache(tmp_path)
    assert len(from_cache(tmp_path)) == 6  # 240 px and 300 px, three formats of each
    assert len(encoded) == 2


def encode_in_a_process(folder: Path, begin) -> None:
    encode = renditions.encode

    def told(*args, **named):
        (folder / "told").open("a").write("encoded\n")
        return encode(*args, **named)

    renditions.encode = told
    begin.wait(60)
    assert len(from_cache(folder)) == 6


def test_of_processes_that_want_the_same_picture_one_encodes(tmp_path):
    fork = multiprocessing.get_context("fork")
    begin = fork.Barrier(4)
    processes = [fork.Process(target=encode_in_a_process, args=(tmp_path, begin)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert (tmp_path / "told").read_text() == "encoded\n"


# --- The migrated database -------------------------------------------------------------------------------------------


def test_other_code_is_another_database(tmp_path):
    first, second = tmp_path / "0001_first.py", tmp_path / "0002_second.py"
    first.write_text("a")
    second.write_text("b")
    hashes = [migrated_database.hash_of([first]), migrated_database.hash_of([first, second])]
    first.write_text("ab")
    second.write_text("")
    hashes.append(migrated_database.hash_of([first, second]))
    assert len(set(hashes)) == 3
    assert all(before != after for before, after in itertools.pairwise(hashes))


@pytest.mark.django_db
def test_what_is_kept_of_the_database_fills_the_next_one(tmp_path, monkeypatch):
    made = []

    def make(file):
        made.append(file)
        with closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE center_tambon AS SELECT 240208 AS code")

    monkeypatch.setattr(migrated_database, "FOLDER", tmp_path)
    monkeypatch.setattr(migrated_database, "_migrate_on_sqlite", make)
    for name in ("file:first?mode=memory&cache=shared", "file:second?mode=memory&cache=shared"):
        with migrated_database.copied(name), closing(sqlite3.connect(name, uri=True)) as memory:
            assert memory.execute("SELECT code FROM center_tambon").fetchall() == [(240208,)]
    assert list(tmp_path.glob("*.sqlite3")) == [migrated_database.kept_file()]
    assert len(made) == 1 and not made[0].exists()


def test_a_database_left_half_migrated_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(migrated_database, "FOLDER", tmp_path)

    def killed(file):
        file.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(migrated_database, "_migrate_on_sqlite", killed)
    with pytest.raises(KeyboardInterrupt):
        migrated_database.kept_file()
    monkeypatch.setattr(migrated_database, "_migrate_on_sqlite", lambda file: file.open("x").close())
    assert migrated_database.kept_file().read_text() == ""
