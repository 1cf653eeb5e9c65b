"""A backup killed at any moment leaves nothing that looks whole, and nothing at all once the next one ran."""

import os
import random
import signal
import subprocess
import time

import pytest

from portal.backups import making
from portal.backups.reading import check
from portal.backups.retention import backups_in
from tests.portal.own_portal import own_portal

# The database of the portal is one of its own, in other processes.
pytestmark = [pytest.mark.long, pytest.mark.django_db]

KILLS = 20
SIZE = 150  # files of one million random bytes


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with own_portal(tmp_path_factory.mktemp("kills") / "portal") as portal:
        portal.manage("migrate", "--verbosity", "0")
        (portal.media / "originals").mkdir(parents=True)
        for number in range(SIZE):
            (portal.media / f"originals/{number}.jpg").write_bytes(os.urandom(1_000_000))
        # Until then they may still be on their way in.
        time.sleep(61)
        yield portal


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "age"])
def test_killed_at_any_moment(portal, tmp_path, encrypted):
    key = tmp_path / "key"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    receiver = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True).stdout.strip()
    options = ["--encrypt-to", receiver] if encrypted else []
    folder = tmp_path / "backups"
    command = ["backup", "--to", folder, "--keep", "all", *options]

    process, begun = started(portal, command, folder)
    process.communicate()
    work = time.monotonic() - begun
    assert process.returncode == 0 and len(backups_in(folder)) == 1

    chance, halves, whole = random.Random(5), 0, set(backups_in(folder))
    for _ in range(KILLS):
        process, _begun = started(portal, command, folder)
        time.sleep(work * chance.random() ** 2)  # rather early: how fast the machine is changes
        process.send_signal(signal.SIGKILL)
        process.communicate()
        halves += any(path.name.startswith(making.UNFINISHED) for path in folder.iterdir())
        for path in set(backups_in(folder)) - whole:
            assert check(path, key_file=key).media_files == SIZE
            whole.add(path)
    assert halves >= KILLS / 2, (halves, len(whole))

    before = len(backups_in(folder))
    portal.manage(*command)
    assert len(backups_in(folder)) == before + 1 == len(list(folder.iterdir()))
    assert not list(making.MEMORY.glob(f"{making._private_prefix(folder)}*"))


def started(portal, command, folder) -> tuple[subprocess.Popen, float]:
    """A backup that has begun to write, and when it did."""
    left = unfinished(folder)
    process = portal.start("manage.py", *command)
    while not unfinished(folder) - left and process.poll() is None:
        time.sleep(0.001)
    return process, time.monotonic()


def unfinished(folder) -> set[str]:
    return {path.name for path in folder.glob(f"{making.UNFINISHED}*")}
