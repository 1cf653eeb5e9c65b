"""Backups: what is in one, what never looks like one, which stay, and which files are refused as none."""

import fcntl
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
import tracemalloc
from collections import Counter
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zstandard
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.utils import ConnectionHandler
from hypothesis import given
from hypothesis import strategies as st

from portal.backups import archive, databases, encryption, making, manifest, reading, restoring
from portal.backups.members import TarWriter, is_safe, read_members
from portal.backups.refusals import BackupFailed, Damaged, RestoreRefused
from portal.backups.retention import Retention, backups_in, moment_of, prune

BANGKOK = ZoneInfo("Asia/Bangkok")
OLD = time.time() - 3600


@pytest.fixture
def house(tmp_path, settings, monkeypatch):
    """A little portal of its own on SQLite: three pictures, one of them with a rendition, beside some other file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    path = tmp_path / "portal.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "PRAGMA journal_mode = WAL;"
            "CREATE TABLE django_migrations (app text, name text);"
            "INSERT INTO django_migrations VALUES ('center', '0001_ground_floor');"
            "CREATE TABLE catalog_productpicture (original text, renditions text);"
            "CREATE TABLE center_deletion (rows text);"
        )
    use_database(monkeypatch, path)
    rendition = {"format": "jpg", "width": 240, "height": 180, "name": "0123456789abcdef-240.jpg"}
    put("originals/one.jpg", b"one", age=3600)
    put("originals/two.jpg", b"two" * 9999, age=3600)
    put("renditions/0123456789abcdef-240.jpg", b"small", age=3600)
    put("เอกสาร/ใบรับรอง ๑.pdf", os.urandom(3_000_000), age=3600)
    for name in ("originals/one.jpg", "originals/two.jpg"):
        write_row(path, name, [rendition])
    return tmp_path


def use_database(monkeypatch, path):
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    connection = ConnectionHandler({"default": engine})["default"]
    for module in (making, restoring):
        monkeypatch.setattr(module, "connection", connection)


def write_row(path, name, renditions=()):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO catalog_productpicture VALUES (?, ?)", [name, json.dumps(list(renditions))])


def forget_row(path, name):
    with closing(sqlite3.connect(path, timeout=0)) as database, database:
        database.execute("DELETE FROM catalog_productpicture WHERE original = ?", [name])


def media() -> Path:
    return Path(making.settings.MEDIA_ROOT)


def put(name, content, *, age=0):
    """A file below MEDIA_ROOT. Its age in seconds is what backups would see: nobody can set a file's ctime back."""
    path = media() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


@pytest.fixture(autouse=True)
def age_by_mtime(monkeypatch, request):
    """Files made a moment ago count as old unless a test asks for the real clock."""
    if "real_clock" not in request.fixturenames:
        monkeypatch.setattr("portal.backups.media.SETTLE_SECONDS", -1)
        monkeypatch.setattr(making, "CLOCK_TOLERANCE", -1e9)


@pytest.fixture
def real_clock():
    """Files made a moment ago are as young as they are."""


def back_up(house, **options):
    return making.make_backup(folder=house / "backups", **options)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def members(path) -> dict[str, bytes]:
    """Everything in a plain backup, read by Python's own tarfile."""
    with zstandard.open(path) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


# --- What is in a backup


def test_a_backup_holds_the_database_and_every_file(house):
    made = back_up(house)
    found = members(made.path)
    assert {name.removeprefix("media/"): content for name, content in found.items() if name.startswith("media/")} == (
        files_below(media())
    )
    copy = house / "copy.sqlite3"
    copy.write_bytes(b"".join(content for name, content in found.items() if name.startswith("database/")))
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM catalog_productpicture").fetchone() == (2,)
    assert made.manifest.tables == {"catalog_productpicture": 2, "center_deletion": 0, "django_migrations": 1}
    assert made.manifest.migrations == ["center.0001_ground_floor"]
    assert (made.manifest.media_files, made.manifest.missing, made.verified) == (4, 0, "whole")
    assert made.manifest == manifest.Manifest.from_bytes(found["manifest.json"])


def test_other_programs_can_unpack_and_check_it(house):
    made = back_up(house)
    folder = house / "unpacked"
    folder.mkdir()
    with zstandard.open(made.path) as plain:
        subprocess.run(["tar", "--extract"], input=plain.read(), cwd=folder, check=True)
    subprocess.run(["sha256sum", "--quiet", "--check", "checksums.sha256"], cwd=folder, check=True)


def test_only_its_owner_may_read_a_backup_whatever_the_umask(house, monkeypatch):
    modes = []
    taken = databases.snapshot

    @contextmanager
    def watched(*args, **options):
        with taken(*args, **options) as snapshot:
            modes.extend(oct(path.stat().st_mode) for path in sorted((house / "backups").rglob("*")))
            yield snapshot

    monkeypatch.setattr(databases, "snapshot", watched)
    before = os.umask(0)
    try:
        made = back_up(house)
    finally:
        os.umask(before)
    assert oct(made.path.stat().st_mode) == "0o100600"
    assert oct(made.path.parent.stat().st_mode) == "0o40700"
    assert len(modes) >= 3 and set(modes) == {"0o100600", "0o40700"}  # unfinished file, private folder, copy
    assert list((house / "backups").iterdir()) == [made.path]


# --- Every file the database names


@pytest.fixture
def meanwhile(monkeypatch):
    """Runs a function before or after a snapshot is taken. Gives `lock_writes` of each snapshot, and the functions."""
    locked, hooks = [], {}
    taken = databases.snapshot

    @contextmanager
    def snapshot(*args, lock_writes, **options):
        locked.append(lock_writes)
        if not lock_writes:
            hooks.get("before", lambda: None)()
        with taken(*args, lock_writes=lock_writes, **options) as opened:
            hooks.get("after_locked" if lock_writes else "after", lambda: None)()
            yield opened

    monkeypatch.setattr(databases, "snapshot", snapshot)
    return locked, hooks


def test_a_file_that_goes_after_the_snapshot_is_in_the_archive(house, meanwhile):
    def remove():
        forget_row(house / "portal.sqlite3", "originals/two.jpg")
        (media() / "originals/two.jpg").unlink()

    meanwhile[1]["after"] = remove
    made = back_up(house)
    # Whether it was still the same when it went, nobody can tell any more: the snapshot is taken again.
    assert meanwhile[0] == [False, True]
    assert members(made.path)["media/originals/two.jpg"] == b"two" * 9999
    assert made.manifest.tables["catalog_productpicture"] == 1 and made.manifest.missing == 0


def test_where_nothing_moves_one_snapshot_is_enough(house, meanwhile):
    assert back_up(house).manifest.missing == 0
    assert meanwhile[0] == [False]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_name_given_to_another_file_meanwhile_begins_anew(house, meanwhile, moment):
    """Certificates keep the names their files came with."""

    def exchange():
        if not done:
            done.append(True)
            (media() / "originals/two.jpg").unlink()
            put("originals/two.jpg", b"another")

    done = []
    meanwhile[1][moment] = exchange
    made = back_up(house)
    assert members(made.path)["media/originals/two.jpg"] == b"another"
    assert meanwhile[0] == [False, True, False]


def test_files_exchanged_all_the_time_fail_the_backup(house, meanwhile):
    meanwhile[1]["after"] = lambda: put("originals/two.jpg", os.urandom(9))
    with pytest.raises(BackupFailed, match="exchanged during every attempt"):
        back_up(house)
    assert list((house / "backups").iterdir()) == []


def test_a_file_that_comes_before_the_snapshot_is_in_the_archive(house, meanwhile, real_clock):
    def add():
        put("originals/three.jpg", b"three")
        write_row(house / "portal.sqlite3", "originals/three.jpg")

    meanwhile[1]["before"] = add
    made = back_up(house)
    assert members(made.path)["media/originals/three.jpg"] == b"three"
    assert made.manifest.tables["catalog_productpicture"] == 3 and made.manifest.missing == 0


def test_a_file_that_comes_and_goes_between_the_rounds_makes_the_snapshot_be_taken_again_in_a_standstill(
    house, meanwhile, real_clock
):
    def add():
        put("originals/short.jpg", b"short")
        write_row(house / "portal.sqlite3", "originals/short.jpg")

    def replace():
        (media() / "originals/short.jpg").unlink()
        forget_row(house / "portal.sqlite3", "originals/short.jpg")
        put("originals/next.jpg", b"next")
        write_row(house / "portal.sqlite3", "originals/next.jpg")

    def nobody_writes():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            forget_row(house / "portal.sqlite3", "originals/next.jpg")

    meanwhile[1].update(before=add, after=replace, after_locked=nobody_writes)
    made = back_up(house)
    assert meanwhile[0] == [False, True]
    assert made.manifest.missing == 0
    assert "media/originals/next.jpg" in members(made.path)
    forget_row(house / "portal.sqlite3", "originals/next.jpg")  # everybody may write again


def test_files_nobody_has_any_more_are_named(house):
    write_row(house / "portal.sqlite3", "originals/lost.jpg", [{"format": "jpg", "width": 1, "height": 1, "name": "x"}])
    made = back_up(house)
    assert (made.manifest.missing, made.manifest.missing_names) == (1, ["originals/lost.jpg"])


def test_files_of_deleted_rows_and_renditions_count_as_named(house):
    row = {"model": "catalog.productpicture", "pk": 1, "fields": {"original": "originals/bin.jpg", "renditions": []}}
    with closing(sqlite3.connect(house / "portal.sqlite3")) as database, database:
        database.execute("INSERT INTO center_deletion VALUES (?)", [json.dumps([row])])
    (media() / "renditions/0123456789abcdef-240.jpg").unlink()
    made = back_up(house)
    assert made.manifest.missing_names == ["originals/bin.jpg", "renditions/0123456789abcdef-240.jpg"]


def test_a_file_on_its_way_in_is_left_out_until_a_row_names_it(house, real_clock):
    put("originals/half.jpg", b"ha")
    put("originals/named.jpg", b"named")
    write_row(house / "portal.sqlite3", "originals/named.jpg")
    found = members(back_up(house).path)
    assert "media/originals/half.jpg" not in found
    assert found["media/originals/named.jpg"] == b"named"


def test_a_file_that_changes_under_its_reader_fails_the_backup(house, monkeypatch):
    written = TarWriter.add

    def grow(self, name, size, chunks, mtime=0):
        if name.endswith("two.jpg"):
            with (media() / "originals/two.jpg").open("ab") as file:
                file.write(b"more")
        return written(self, name, size, chunks, mtime)

    monkeypatch.setattr(TarWriter, "add", grow)
    with pytest.raises(BackupFailed, match=r"two\.jpg changed while"):
        back_up(house)
    assert list((house / "backups").iterdir()) == []


def test_links_in_media_are_not_followed(house):
    (house / "secret").write_text("outside")
    (media() / "link.jpg").symlink_to(house / "secret")
    (media() / "folder").symlink_to(house)
    os.mkfifo(media() / "pipe")
    assert not any(word in name for name in members(back_up(house).path) for word in ("link", "folder", "pipe"))


# --- What never looks like a backup


def test_a_failure_leaves_nothing(house, monkeypatch):
    monkeypatch.setattr(databases, "count_rows", lambda snapshot: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        back_up(house)
    assert list((house / "backups").iterdir()) == []


def test_a_full_disk_is_said_in_thai_and_leaves_nothing(house, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.ChecksummedFile, "write", full)
    with pytest.raises(BackupFailed, match="สำรองข้อมูลไม่สำเร็จ"):
        back_up(house)
    assert list((house / "backups").iterdir()) == []


def test_what_was_written_is_read_again_before_it_gets_its_name(house, monkeypatch):
    packed = archive.ChecksummedFile.write

    def spoilt(self, data):
        packed(self, data[:-1] + bytes([data[-1] ^ 1]) if len(data) > 100_000 else data)

    monkeypatch.setattr(archive.ChecksummedFile, "write", spoilt)
    with pytest.raises(BackupFailed, match="can't be read again"):
        back_up(house)
    assert list((house / "backups").iterdir()) == []
    assert back_up(house, verify=False).verified == ""


def test_what_killed_runs_left_is_removed_and_nothing_else(house):
    folder = house / "backups"
    back_up(house)
    (folder / f"{making.UNFINISHED}portal-sqlite-20260101-000000.tar.zst.part").write_bytes(b"half")
    left = folder / f"{making._private_prefix(folder)}abc"
    left.mkdir()
    (left / "database").write_bytes(b"secret")
    in_memory = making.MEMORY / f"{making._private_prefix(folder)}abc"
    in_memory.mkdir()
    others = folder / ".something.part"
    others.write_bytes(b"")
    back_up(house)
    assert len(backups_in(folder)) == 2
    assert {path.name for path in folder.iterdir()} - {path.name for path in backups_in(folder)} == {".something.part"}
    assert not in_memory.exists()


def test_one_backup_at_a_time_in_a_folder(house):
    (house / "backups").mkdir()
    descriptor = os.open(house / "backups", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(BackupFailed, match="Another backup"):
            back_up(house)
    finally:
        os.close(descriptor)
    assert back_up(house).path.exists()


def test_backups_cannot_lie_in_media(house):
    with pytest.raises(BackupFailed, match="MEDIA_ROOT"):
        making.make_backup(folder=media() / "backups")


def test_two_backups_in_a_second_get_two_names(house):
    assert back_up(house, verify=False).path != back_up(house, verify=False).path


# --- Encryption


@pytest.fixture
def age_key(tmp_path):
    """An age identity and its recipient."""
    file = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", file], check=True, capture_output=True)
    return file, subprocess.run(["age-keygen", "-y", file], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def keyring(monkeypatch):
    """An empty GnuPG keyring; its agent is ended afterwards. Sockets want a short path."""
    folder = tempfile.mkdtemp(prefix="gpg-", dir="/tmp")
    monkeypatch.setenv("GNUPGHOME", folder)
    yield Path(folder)
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def passphrase(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text("correct horse battery staple\n")
    file.chmod(0o600)
    return file


def test_age_round_trip(house, age_key):
    made = back_up(house, encryption=encryption.encrypting([age_key[1]], None))
    assert made.path.name.endswith(".tar.zst.age") and made.verified == "bytes"
    assert made.path.read_bytes().startswith(b"age-encryption.org/")
    assert reading.check(made.path, key_file=age_key[0]) == made.manifest
    with pytest.raises(RestoreRefused, match="--decrypt-key"):
        reading.check(made.path)


def test_another_age_key_opens_nothing(house, age_key, tmp_path):
    made = back_up(house, encryption=encryption.encrypting([age_key[1]], None))
    subprocess.run(["age-keygen", "-o", tmp_path / "other"], check=True, capture_output=True)
    with pytest.raises(RestoreRefused, match="Decrypting failed"):
        reading.check(made.path, key_file=tmp_path / "other")


def test_gpg_key_round_trip(house, keyring):
    who = "Backup <backup@example.go.th>"
    quick = ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", who, "future-default", "default", "never"]
    subprocess.run(quick, check=True, capture_output=True)
    made = back_up(house, encryption=encryption.encrypting(["backup@example.go.th"], None))
    assert made.path.name.endswith(".tar.zst.gpg") and made.verified == "bytes"
    assert reading.check(made.path) == made.manifest
    with pytest.raises(BackupFailed, match="knows no key"):
        encryption.encrypting(["nobody@example.go.th"], None)


def test_passphrase_round_trip(house, keyring, passphrase, tmp_path):
    made = back_up(house, encryption=encryption.encrypting([], passphrase))
    assert made.path.name.endswith(".gpg") and made.verified == "whole"
    assert reading.check(made.path, passphrase_file=passphrase) == made.manifest
    other = tmp_path / "other"
    other.write_text("wrong")
    other.chmod(0o600)
    with pytest.raises(RestoreRefused, match="Decrypting failed"):
        reading.check(made.path, passphrase_file=other)
    passphrase.chmod(0o640)
    with pytest.raises(BackupFailed, match="chmod 600"):
        encryption.encrypting([], passphrase)


def test_nothing_readable_reaches_the_disk(house, age_key, monkeypatch):
    seen = []
    taken = databases.snapshot

    @contextmanager
    def watched(connection, folder, *, lock_writes):
        with taken(connection, folder, lock_writes=lock_writes) as snapshot:
            seen.append((folder, sorted(path.name for path in (house / "backups").iterdir())))
            yield snapshot

    monkeypatch.setattr(databases, "snapshot", watched)
    made = back_up(house, encryption=encryption.encrypting([age_key[1]], None))
    [(folder, names)] = seen
    assert folder.parent == making.MEMORY
    assert names == [f"{making.UNFINISHED}{made.path.name}.part"]
    assert not folder.exists()


@pytest.mark.parametrize("at", [0.3, 0.999])
def test_a_changed_or_shortened_encrypted_file_is_refused(house, age_key, at):
    made = back_up(house, encryption=encryption.encrypting([age_key[1]], None))
    content = bytearray(made.path.read_bytes())
    place = int(len(content) * at)
    made.path.write_bytes(content[:place])
    with pytest.raises(RestoreRefused):
        reading.check(made.path, key_file=age_key[0])
    content[place] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(RestoreRefused):
        reading.check(made.path, key_file=age_key[0])


@pytest.mark.parametrize(("program", "keys"), [("age", ["age1abc"]), ("gpg", ["backup@example.go.th"])])
def test_a_missing_program_is_said_in_both_languages(monkeypatch, program, keys):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupFailed, match=rf"ไม่พบโปรแกรม {program}(.|\n)*apt-get install"):
        encryption.encrypting(keys, None)


def test_a_program_that_fails_leaves_nothing(house):
    with pytest.raises(BackupFailed, match="Encrypting failed"):
        back_up(house, encryption=encryption.encrypting(["age1malformed"], None))
    assert list((house / "backups").iterdir()) == []


@pytest.mark.parametrize("keys", [["--output=/etc/passwd"], ["age1abc", "backup@example.go.th"]])
def test_receivers_are_no_options_and_of_one_kind(keys):
    with pytest.raises(BackupFailed, match="all of age or all of GnuPG"):
        encryption.encrypting(keys, None)


# --- Files that are no backup


@pytest.mark.parametrize("share", [0, 0.01, 0.2, 0.5, 0.9, 0.999, "one byte less"])
def test_a_shortened_file_is_refused(house, share):
    made = back_up(house)
    content = made.path.read_bytes()
    made.path.write_bytes(content[:-1] if share == "one byte less" else content[: int(len(content) * share)])
    with pytest.raises(RestoreRefused):
        reading.check(made.path)


def test_a_changed_byte_is_refused_wherever_it_is(house):
    made = back_up(house)
    content = bytearray(made.path.read_bytes())
    for place in range(0, len(content), len(content) // 40):
        content[place] ^= 0x10
        made.path.write_bytes(content)
        with pytest.raises(RestoreRefused):
            reading.check(made.path)
        content[place] ^= 0x10


def test_something_behind_the_end_is_refused(house):
    made = back_up(house)
    with made.path.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(Damaged, match="behind its end"):
        reading.check(made.path)


def rewritten(path, change):
    """The same backup with its members changed; checksums and manifest follow, as an attacker would have it."""
    found = members(path)
    kept = {name: content for name, content in found.items() if name not in {"checksums.sha256", "manifest.json"}}
    entries = change([(tarfile.TarInfo(name), content) for name, content in kept.items()])
    sums = {info.name: making.hashlib.sha256(content).hexdigest() for info, content in entries}
    lines = manifest.checksum_lines(sums)
    said = json.loads(found["manifest.json"]) | {
        "media_files": sum(info.name.startswith("media/") for info, _ in entries),
        "media_bytes": sum(len(content) for info, content in entries if info.name.startswith("media/")),
        "checksums_sha256": making.hashlib.sha256(lines).hexdigest(),
    }
    entries += [
        (tarfile.TarInfo("checksums.sha256"), lines),
        (tarfile.TarInfo("manifest.json"), json.dumps(said).encode()),
    ]
    with zstandard.open(path, "wb") as packed:
        for info, content in entries:
            info.size = len(content)
            packed.write(info.tobuf(tarfile.PAX_FORMAT) + content + bytes(-len(content) % 512))
        packed.write(bytes(1024))


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def among_media(*more):
    return lambda entries: [*entries[:2], *more, *entries[2:]]


def plain(name, content=b"hostile"):
    return tarfile.TarInfo(name), content


def with_header(key, value):
    info, content = plain("media/a.jpg")
    info.pax_headers = {key: value}
    return info, content


HOSTILE = {
    "up": (among_media(plain("media/../../evil")), "out of its folder"),
    "up at its end": (among_media(plain("media/originals/..")), "out of its folder"),
    "absolute": (among_media(plain("/etc/evil")), "out of its folder"),
    "absolute below media": (among_media(plain("media//etc/evil")), "out of its folder"),
    "backslash": (among_media(plain("media/..\\evil")), "out of its folder"),
    "control character": (among_media(plain("media/a\nb")), "out of its folder"),
    "very long": (among_media(plain("media/" + "a" * 300)), "out of its folder"),
    "symlink": (among_media(special("media/link", tarfile.SYMTYPE, "/etc/passwd")), "no ordinary file"),
    "hard link": (among_media(special("media/link", tarfile.LNKTYPE, "/etc/passwd")), "no ordinary file"),
    "device": (among_media(special("media/sda", tarfile.BLKTYPE)), "no ordinary file"),
    "terminal": (among_media(special("media/tty", tarfile.CHRTYPE)), "no ordinary file"),
    "pipe": (among_media(special("media/pipe", tarfile.FIFOTYPE)), "no ordinary file"),
    "folder": (among_media(special("media/folder", tarfile.DIRTYPE)), "no ordinary file"),
    "sparse": (among_media(with_header("GNU.sparse.major", "1")), "a header says"),
    "owner in its header": (among_media(with_header("uname", "root")), "a header says"),
    "huge header": (among_media(with_header("comment", "x" * 100_000)), "far too long"),
    "foreign": (among_media(plain("etc/cron.d/evil")), "no place"),
    "twice": (among_media(plain("media/originals/one.jpg")), "no place"),
    "file and folder": (among_media(plain("media/originals")), "a file and a folder"),
    "second manifest": (among_media(plain("manifest.json", b"{}")), "no place"),
    "part out of order": (lambda entries: [*entries, plain("database/00000009")], "no place"),
    "media behind the database": (lambda entries: [*entries, plain("media/late.jpg")], "no place"),
    "no beginning": (lambda entries: entries[1:], "begin like one"),
    "no database": (
        lambda entries: [entry for entry in entries if not entry[0].name.startswith("database/")],
        "no place",
    ),
}


@pytest.mark.parametrize(("change", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_with_nothing_written(house, change, reason):
    made = back_up(house)
    rewritten(made.path, lambda entries: entries)
    assert reading.check(made.path).media_files == 4  # rewriting alone leaves it whole
    rewritten(made.path, change)
    empty(house)
    with pytest.raises(RestoreRefused, match=reason):
        restoring.restore(made.path)
    assert sorted(path.name for path in house.iterdir()) == ["backups"]


BLOCK = bytes(512)


NOT_TO_ITS_END = {
    "more behind its end": (lambda tar: tar + b"more", "behind its end"),
    "another tar behind its end": (lambda tar: tar + tar, "behind its end"),
    "half its end is no end": (lambda tar: tar[:-512] + b"x" * 512, "behind its end"),
    "half its end is missing": (lambda tar: tar.removesuffix(BLOCK), "behind its end"),
    "its end is missing": (lambda tar: tar.removesuffix(BLOCK + BLOCK), "cut off"),
    "something between two members": (lambda tar: tar[:515] + b"x" + tar[516:], "behind media/a"),
    "cut in a file": (lambda tar: tar[:514], "in the middle of media/a"),
    "cut in a header": (lambda tar: tar[:300], "cut off"),
}


@pytest.mark.parametrize(("change", "reason"), NOT_TO_ITS_END.values(), ids=NOT_TO_ITS_END)
def test_a_tar_that_goes_on_or_is_cut_off_is_refused(change, reason):
    """Other readers take these without a word: they stop at the first block of zeros and skip what fills a block."""
    written = io.BytesIO()
    tar = TarWriter(written.write)
    tar.add("media/a", 3, [b"abc"])
    tar.close()
    assert [member.name for member in read_members(io.BytesIO(written.getvalue()).read)] == ["media/a"]
    with pytest.raises(Damaged, match=reason):
        list(read_members(io.BytesIO(change(written.getvalue())).read))


def test_a_bomb_is_refused_soon_and_in_little_memory(tmp_path):
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    path = tmp_path / "bomb.tar.zst"
    with path.open("wb") as file:
        tar = TarWriter(lambda data: file.write(packer.compress(data)))
        tar.add(manifest.FIRST, 13, [b'{"format": 1}'])
        with pytest.raises(OverflowError):
            tar.add("media/zeros", 1 << 40, stopping(1 << 30))
        file.write(packer.flush())
    assert path.stat().st_size < 200_000
    with path.open("rb") as file:
        unpacked = archive.Unpacking(file.read)
        tracemalloc.start()
        try:
            with pytest.raises(Damaged, match="far too much"):
                reading.read(unpacked)
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert unpacked.bytes_out < 400 << 20, "most of it was unpacked"
    assert most < 150 << 20, "much of it was held at once"


def stopping(total):
    for _ in range(total >> 20):
        yield bytes(1 << 20)
    raise OverflowError


def test_a_window_that_wants_much_memory_is_refused(tmp_path):
    path = tmp_path / "wide.tar.zst"
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    path.write_bytes(packer.compress(os.urandom(20 << 20)) + packer.flush())
    with pytest.raises(Damaged, match="can't be unpacked"):
        reading.check(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", b"\x85garbage", b"\x28\xb5\x2f\xfdgarbage"])
def test_any_other_file_is_refused(tmp_path, content, keyring):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(RestoreRefused):
        reading.check(path)


@pytest.mark.parametrize(
    ("name", "safe"),
    [("media/ก.jpg", True), ("a", True), ("", False), ("/a", False), ("a//b", False), ("a/./b", False), ("..", False),
     ("a/..", False), ("a\\b", False), ("a\0b", False), ("a/", False), ("a" * 256, False), ("a/" * 600 + "a", False),
     ("a\udc80", False)],
)  # fmt: skip
def test_names_that_stay_in_their_folder(name, safe):
    assert is_safe(name) is safe


@given(st.lists(st.tuples(st.text("abกข./ -", min_size=1, max_size=40), st.binary(max_size=2000)), max_size=5))
def test_what_is_written_is_read_again(entries):
    entries = [(name, content) for name, content in entries if is_safe(name)]
    written = io.BytesIO()
    tar = TarWriter(written.write)
    for name, content in entries:
        tar.add(name, len(content), [content])
    tar.close()
    written.seek(0)
    assert [(member.name, b"".join(member.chunks())) for member in read_members(written.read)] == entries


# --- The way back


def empty(house):
    """Lose everything but the backups."""
    for path in house.iterdir():
        if path.name == "backups":
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_everything_comes_back_into_an_empty_place(house):
    made, files = back_up(house), files_below(media())
    empty(house)
    restored = restoring.restore(made.path)
    assert files_below(media()) == files
    assert restored.kept == [] and "catalog.0001_producers_and_products" in restored.pending
    assert oct((media() / "originals/one.jpg").stat().st_mode) == "0o100640"
    assert sorted(path.name for path in house.iterdir()) == ["backups", "media", "portal.sqlite3"]
    with closing(sqlite3.connect(house / "portal.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM catalog_productpicture").fetchone() == (2,)


@pytest.mark.parametrize("left", ["portal.sqlite3", "media", "log"])
def test_what_is_there_is_never_overwritten_unasked(house, left):
    made = back_up(house)
    if left != "media":
        shutil.rmtree(media())
    if left != "portal.sqlite3":
        (house / "portal.sqlite3").unlink()
    if left == "log":
        (house / "portal.sqlite3-wal").write_bytes(b"a log without its database")
    before = files_below(house)
    with pytest.raises(RestoreRefused, match="--replace"):
        restoring.restore(made.path)
    assert files_below(house) == before


def test_replace_moves_aside_and_keeps(house):
    made = back_up(house)
    put("originals/newer.jpg", b"newer")
    write_row(house / "portal.sqlite3", "originals/newer.jpg")
    restored = restoring.restore(made.path, replace=True)
    database, files = map(Path, restored.kept)
    assert (files / "originals/newer.jpg").read_bytes() == b"newer" and not (media() / "originals/newer.jpg").exists()
    for path, rows in ((database, 3), (house / "portal.sqlite3", 2)):
        with closing(sqlite3.connect(path)) as opened:
            assert opened.execute("SELECT count(*) FROM catalog_productpicture").fetchone() == (rows,)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"vendor": "postgresql"}, "DATABASE_URL names sqlite"),
        ({"format": 2}, "newer portal"),
        ({"format": "1"}, "doesn't say its format"),
        ({"migrations": ["catalog.9999_of_the_future"]}, "upgrade first"),
        ({"tables": {"catalog_productpicture": 99}}, "differ from the manifest"),
        ({"migrations": []}, "migrations differ"),
        ({"media_files": 99}, "doesn't fit"),
        ({"database_bytes": -1}, "makes no sense"),
        ({"surprise": 1}, "lacks something"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_with_everything_as_it_was(house, monkeypatch, change, reason):
    written = manifest.Manifest.as_bytes
    monkeypatch.setattr(
        manifest.Manifest, "as_bytes", lambda self: json.dumps(json.loads(written(self)) | change).encode()
    )
    made = back_up(house, verify=False)
    before = files_below(house)
    with pytest.raises(RestoreRefused, match=reason):
        restoring.restore(made.path, replace=True)
    assert files_below(house) == before


def test_a_failure_at_the_last_moment_undoes_everything(house, monkeypatch):
    made = back_up(house)
    before = files_below(house)

    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("portal.backups.sqlite.RestoreTarget.put_in_place", fail)
    with pytest.raises(RestoreRefused, match="Input/output error"):
        restoring.restore(made.path, replace=True)
    assert files_below(house) == before


def test_a_mount_point_is_refused_before_anything_is_touched(house, monkeypatch):
    made = back_up(house)
    monkeypatch.setattr(restoring.os.path, "ismount", lambda path: path == media().resolve())
    with pytest.raises(RestoreRefused, match="mount point"):
        restoring.restore(made.path, replace=True)


# --- Which stay


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(hour=2, tzinfo=BANGKOK)


NOW = at("2026-11-22")  # a Sunday


@pytest.mark.parametrize(
    ("made", "kept"),
    [
        # All of the last seven days, several a day too; their week's and month's newest is among them.
        ("2026-11-22 2026-11-21 2026-11-20 2026-11-16", "2026-11-22 2026-11-21 2026-11-20 2026-11-16"),
        # Before that, a week's newest: Monday the 9th to Sunday the 15th is one week.
        ("2026-11-22 2026-11-15 2026-11-14 2026-11-09", "2026-11-22 2026-11-15"),
        # Seven days to the second are over.
        ("2026-11-22 2026-11-15 2026-11-13", "2026-11-22 2026-11-15"),
        # Eight weeks: the one that begins on 28 September is the eighth, the one before is kept for its month only.
        ("2026-11-22 2026-10-04 2026-10-03 2026-09-27 2026-09-20", "2026-11-22 2026-10-04 2026-09-27"),
        # A month's newest, twelve months with this one.
        ("2026-11-22 2026-05-31 2026-05-30 2025-12-31 2025-12-01 2025-11-30", "2026-11-22 2026-05-31 2025-12-31"),
        # The newest stays however old it is.
        ("2019-01-02 2019-01-01", "2019-01-02"),
        # A clock that was wrong takes nothing away.
        ("2027-01-01 2026-11-22", "2027-01-01 2026-11-22"),
        ("", ""),
    ],
)
def test_thinning_by_age(made, kept):
    assert Retention().kept([at(day) for day in made.split()], NOW) == {at(day) for day in kept.split()}


def test_thinning_every_night_keeps_what_thinning_once_would():
    there: set[datetime] = set()
    for night in range(800):
        now = NOW + timedelta(days=night)
        there.add(now)
        there = Retention().kept(there, now)
    ages = sorted((now - moment).days for moment in there)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert max(ages) >= 52 and 330 <= max(ages) <= 366
    assert max(Counter((moment.year, moment.month) for moment in there if (now - moment).days > 60).values()) == 1
    assert len(there) <= 7 + 8 + 12
    assert all(any(7 * week <= age < 7 * week + 14 for age in ages) for week in range(1, 7))


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2028, 1, 1)), max_size=40))
def test_the_newest_always_stays_and_thinning_twice_removes_nothing_more(moments):
    made = {moment.replace(tzinfo=BANGKOK) for moment in moments}
    kept = Retention().kept(made, NOW)
    assert kept <= made and (not made or max(made) in kept)
    assert Retention().kept(kept, NOW) == kept


def test_only_files_of_our_name_are_removed(tmp_path):
    ours = "portal-sqlite-20190101-000000.tar.zst", "portal-postgresql-20190102-000000.tar.zst.age"
    others = [
        "portal-sqlite-20190101-000000.tar.zst.part",
        "portal-sqlite-20190199-000000.tar.zst",
        "portal-mysql-20190101-000000.tar.zst",
        "my-portal-sqlite-20190101-000000.tar.zst",
        "portal-sqlite-20190101-000000.tar",
        "budget.xlsx",
    ]
    for name in (*ours, *others, "portal-sqlite-20261120-000000.tar.zst"):
        (tmp_path / name).touch()
    (tmp_path / "portal-sqlite-20190103-000000.tar.zst").symlink_to(tmp_path / "budget.xlsx")
    (tmp_path / "portal-sqlite-20190104-000000.tar.zst").mkdir()
    assert [path.name for path in prune(tmp_path, Retention(), NOW)] == list(ours)
    assert {path.name for path in tmp_path.iterdir()} >= {*others, "portal-sqlite-20190104-000000.tar.zst"}


def test_a_name_says_its_moment_in_thai_time():
    assert moment_of("portal-sqlite-20261122-020000.tar.zst") == NOW


@pytest.mark.parametrize("keep", ["", "7", "7,8", "a,b,c", "7,8,12,1", "-1,8,12", "๗,๘,๑๒"])
def test_what_keep_takes(keep):
    with pytest.raises(BackupFailed, match="--keep"):
        Retention.parse(keep)
    assert Retention.parse("1,2,3") == Retention(1, 2, 3) and Retention.parse("all") is None


def test_the_command_says_what_it_did_and_thins_out(house):
    folder = house / "backups"
    folder.mkdir()
    for day in ("01", "02"):
        (folder / f"portal-sqlite-201901{day}-000000.tar.zst").touch()
    said = io.StringIO()
    call_command("backup", to=folder, stdout=said)
    assert "4 (3,030," in said.getvalue() and "ไม่ได้เข้ารหัส" in said.getvalue()
    assert "portal-sqlite-20190101-000000.tar.zst" in said.getvalue()
    [left] = backups_in(folder)
    said = io.StringIO()
    call_command("restore", left, check=True, stdout=said)
    assert "ไฟล์สมบูรณ์" in said.getvalue()
    with pytest.raises(CommandError, match="มีข้อมูลอยู่แล้ว"):
        call_command("restore", left)
