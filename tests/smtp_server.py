"""A real mail server in a process of its own that takes mail, or behaves as badly as a test wants.

    python -m tests.smtp_server PORT FOLDER

What it takes it appends to FOLDER/received, a line of JSON each, before it answers. FOLDER/mode says how it behaves, and
may change at any time; a conversation ends as it began:

    take    takes mail
    late    takes it, and answers a while later
    hang    never says anything
    drop    breaks off in the middle of a mail
    busy    451 to everything, "try later"
    full    452 to the recipient
    nobody  550 to the recipient, who doesn't exist
    never   554 to the text
"""

import asyncio
import json
import os
import random
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP
from django.conf import settings

from tests.worker_process import wait_until

LATE = 0.3  # seconds between taking a mail and saying so


class Handler:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def mode(self) -> str:
        return (self.folder / "mode").read_text()

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        envelope.mail_from = address
        return "451 try later" if server.mode == "busy" else "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if server.mode == "full":
            return "452 mailbox full"
        if server.mode == "nobody":
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if server.mode == "never":
            return "554 we don't like it"
        if server.mode == "drop":
            server.transport.abort()
            return "451 gone"
        with open(self.folder / "received", "a") as file:
            text = envelope.content.decode()
            file.write(json.dumps({"to": envelope.rcpt_tos, "text": text}) + "\n")
        if server.mode == "late":
            await asyncio.sleep(LATE)
        return "250 taken"


class Server(SMTP):
    """Behaves through a whole conversation as it began: changed in the middle of one, it would take the mail."""

    def connection_made(self, transport) -> None:
        self.mode = self.event_handler.mode
        if self.mode == "hang":
            self.transport = transport  # no greeting, ever
        else:
            super().connection_made(transport)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self.session is not None else False

    def connection_lost(self, error) -> None:
        if self.mode != "hang" and self.session is not None:
            super().connection_lost(error)

    def data_received(self, data) -> None:
        if getattr(self, "_reader", None) is not None and self.session is not None:
            super().data_received(data)


async def serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: Server(Handler(folder), hostname="localhost"), "127.0.0.1", port)
    await asyncio.Event().wait()


def free_port() -> int:
    """A port that no client is given meanwhile, while the server is stopped: one below the kernel's own range."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as server:
            try:
                server.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class MailServer:
    """What a test holds of the server: its port, how it behaves, what it took."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.behave("take")
        self.process: subprocess.Popen | None = None
        self.port = free_port()

    def behave(self, mode: str) -> None:
        (self.folder / "next").write_text(mode)
        os.replace(self.folder / "next", self.folder / "mode")

    def start(self) -> None:
        """Returns when it answers."""
        command = [sys.executable, "-m", "tests.smtp_server", str(self.port), str(self.folder)]
        self.process = process = subprocess.Popen(command, cwd=settings.BASE_DIR)
        wait_until(lambda: process.poll() is not None or self.answers(), 60)
        assert process.poll() is None, "the mail server has ended"

    def answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as client:
                return client.noop()[0] == 250
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def received(self) -> list[dict]:
        file = self.folder / "received"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def subjects(self) -> list[str]:
        """The subjects of what it took, which are plain ASCII in tests."""
        return [
            line.removeprefix("Subject: ")
            for mail in self.received()
            for line in mail["text"].splitlines()
            if line.startswith("Subject: ")
        ]


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """A mail server that takes mail; killed in the end."""
    server = MailServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
