"""Run a command with a PostgreSQL server of its own: `python tests/with_postgres.py COMMAND...`

The server lives in a temporary folder, listens on a free port of 127.0.0.1 and is gone afterwards, however the command
ends. The command finds it in DATABASE_URL and gives the exit code. Debian's ready-made cluster is not touched.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# initdb refuses root; then everything runs as the user that Debian's package makes.
SERVER_USER = "postgres"
# A test server may forget: no waiting for the disk.
SPEED = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=256MB"]


def binaries() -> Path:
    """Folder of the newest server that Debian installed; ends the program where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        sys.exit("No PostgreSQL server found in /usr/lib/postgresql: apt-get install postgresql")
    return found[-1].parent


def as_server_user() -> list[str]:
    """What stands before each server command: nothing, or for root the step down to an ordinary user."""
    return ["runuser", "-u", SERVER_USER, "--"] if os.geteuid() == 0 else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(*command: str | Path) -> None:
    """Run a server command quietly; where it fails, show what it said and end the program."""
    done = subprocess.run(
        [*as_server_user(), *map(str, command)], cwd="/", text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{Path(command[0]).name} failed with exit code {done.returncode}.")


@contextmanager
def server() -> Iterator[str]:
    """A running server as the address for DATABASE_URL; stopped and its folder removed at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    data, log, bin_ = folder / "data", folder / "log", binaries()
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(SERVER_USER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        # C.UTF-8: with plain C, Thai letters are no letters and trigram search finds none of them.
        call(bin_ / "initdb", "-D", data, "-U", SERVER_USER, "--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust",
             "--no-sync")  # fmt: skip
        port = free_port()
        options = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *SPEED]
        call(
            bin_ / "pg_ctl", "-D", data, "-l", log, "-w", "-o", " ".join(f"-c {option}" for option in options), "start"
        )
        yield f"postgres://{SERVER_USER}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            call(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run the command beside a server; its exit code, or 128 + the signal that ended it."""
    if not command:
        sys.exit(__doc__)
    if not shutil.which(command[0]):
        sys.exit(f"{command[0]}: no such command.")
    # An end from outside goes through `finally` too, like Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as url, subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url}) as running:
        try:
            code = running.wait()
        except BaseException:
            running.terminate()
            try:
                running.wait(timeout=10)
            except subprocess.TimeoutExpired:
                running.kill()
            raise
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
