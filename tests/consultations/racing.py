"""Booking at the same moment: a real web server, many clients at once, and what must hold of the database afterwards."""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from unittest.mock import patch
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from center.visitors import form_guard
from consultations.bookings.models import Booking
from consultations.calendar.models import Claim
from consultations.calendar.quarters import quarters_between
from tests.with_postgres import free_port
from tests.worker_process import wait_until

THREADS = 16  # of the server: more than it has cores, so that requests interrupt one another
WORKERS = 4
PATIENCE = 120  # seconds: two hundred requests wait for one another, perhaps on a busy machine
GUARD = next(constraint for constraint in Claim._meta.constraints if constraint.name == "one_claim_on_a_quarter")

# What a form sends; a list for a field with several values.
Values = dict[str, str | list[str]]


@dataclass(frozen=True)
class Answer:
    """What the server said, and the page."""

    status: int
    page: str
    headers: dict[str, str]


class Server:
    """gunicorn with the project's own configuration, on a free port."""

    def __init__(self, environment: dict[str, str], log: IO[str], *, application: str = "") -> None:
        self.port = free_port()
        self.log = log
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"),
                *(["--threads", str(THREADS // WORKERS)]),
                *([application] if application else []),
            ],
            cwd=settings.BASE_DIR,
            env=environment
            | {
                "DJANGO_SETTINGS_MODULE": "portal.testing",
                "WEB_CONCURRENCY": str(WORKERS),
                # Each client says its own address, as a proxy would.
                "TRUST_PROXY": "1",
            },
            stdout=subprocess.DEVNULL,
            stderr=self.log,
        )

    def get(self, path: str) -> Answer:
        return self._send("GET", path, {}, "127.0.0.1")

    def post(self, path: str, values: Values, *, cookie: str, address: str) -> Answer:
        return self._send("POST", path, values, address, cookie)

    def _send(self, method: str, path: str, values: Values, address: str, cookie: str = "") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"X-Forwarded-For": address, "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(values, doseq=True) if values else None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode(), dict(response.getheaders()))
        finally:
            connection.close()

    def answers(self) -> bool:
        if self.process.poll() is not None:
            self.log.seek(0)
            raise AssertionError(f"The server ended: {self.log.read()}")
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False


@contextmanager
def serving(environment: dict[str, str], *, application: str = "") -> Iterator[Server]:
    """A server that answers; stopped at the end."""
    # The log is a file, since a pipe that nobody reads fills up and stops the server.
    with tempfile.TemporaryFile(mode="w+") as log:
        server = Server(environment, log, application=application)
        try:
            wait_until(server.answers)
            yield server
        finally:
            server.process.terminate()
            server.process.wait(timeout=60)


@contextmanager
def without_the_guard() -> Iterator[None]:
    """Drop UNIQUE(speaker, quarter) for the time of a control; the claims go with it."""
    others = [constraint for constraint in Claim._meta.constraints if constraint is not GUARD]
    # SQLite makes the table anew, with the constraints that the model has then.
    with patch.object(Claim._meta, "constraints", others), connection.schema_editor() as editor:
        editor.remove_constraint(Claim, GUARD)
    try:
        yield
    finally:
        Claim.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Claim, GUARD)


def at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """Do all at the same moment, each in a thread of its own; the answers in their order."""
    barrier = threading.Barrier(len(acts))

    def act(what: Callable[[], Answer]) -> Answer:
        barrier.wait(60)
        return what()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


class Visitors:
    """Visitors with telephones of their own who have all filled in the form and press the button of page 4 at once."""

    def __init__(self, server: Server, form_page: str) -> None:
        self.server, self.sent = server, 0
        page = server.get(form_page)
        self.cookie = page.headers.get("Set-Cookie", "").partition(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.page)
        self.csrf = found[1] if found else ""

    def press(self, path: str, **values: str | list[str]) -> Callable[[], Answer]:
        """A POST that is sent when it is called."""
        self.sent += 1
        address = f"10.{self.sent // 250}.{self.sent % 250}.1"
        sent = {"csrfmiddlewaretoken": self.csrf, **values}
        return lambda: self.server.post(path, sent, cookie=self.cookie, address=address)

    def confirm(self, path: str, *, form_name: str = "booking", **fields: str | list[str]) -> Callable[[], Answer]:
        """The POST of a form that asks who comes, of somebody else each time."""
        typed = {
            "name": f"แฉล้ม ลานใบไม้ {self.sent}",
            "phone": f"08{10_000_000 + self.sent}",
            "tambon": "elsewhere",
            "token": old_token(form_name),
        }
        return self.press(path, **typed, **fields)


def old_token(form_name: str = "booking") -> str:
    """A form's token of a minute ago: nobody fills in a form in a second."""
    before = time.time() - 60
    with patch("time.time", lambda: before):
        return form_guard.new_token(form_name)


def double_bookings() -> list[tuple[int, int]]:
    """Quarters of advisers that two open appointments take, as (adviser, quarter), by the appointments' own times."""
    taken = Counter(
        (booking.speaker_id, quarter)
        for booking in Booking.objects.open()
        for quarter in quarters_between(booking.starts_at, booking.ends_at)
    )
    return [place for place, count in taken.items() if count > 1]


def assert_claims_agree() -> None:
    """Each open appointment holds the quarters of its time, and nothing else is claimed (buffers aside)."""
    held = {
        (claim.booking_id, claim.speaker_id, claim.quarter) for claim in Claim.objects.filter(kind=Claim.Kind.SERVICE)
    }
    wanted = {
        (booking.pk, booking.speaker_id, quarter)
        for booking in Booking.objects.open()
        for quarter in quarters_between(booking.starts_at, booking.ends_at)
    }
    assert held == wanted


def environment_of(shared: dict[str, str]) -> dict[str, str]:
    """The environment of a server on this test's database."""
    return {name: value for name, value in (os.environ | shared).items() if name not in ("SITE_URL", "DEMO", "DEBUG")}
