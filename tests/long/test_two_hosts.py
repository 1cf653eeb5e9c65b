"""Two hosts as docs/scaling.md sets them up: gunicorn and a worker each, PostgreSQL, Redis and a media folder shared, Debian's
nginx in front. Whoever books, edits and reads through either meets one portal.
"""

import datetime as dt
import email
import io
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from bench import front
from center.visitors.form_guard import MOST_OF_A_PHONE
from tests import with_postgres
from tests.consultations.bookings.journeys import TYPED, token
from tests.portal.own_portal import ROOT, OwnPortal
from tests.portal.web_client import Answer, WebClient
from tests.with_postgres import free_port
from tests.worker_process import wait_until

pytestmark = pytest.mark.long

NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "node_modules", "data", "docs", "tests", "__pycache__", ".*_cache")
PASSWORD = "a-long-secret-9"
ROWS = f"""
import json
from django.contrib.auth.models import Group
from portal.access import roles
from tests import factories
from tests.consultations.appointments import make_adviser, make_office_hours
roles.sync()
factories.make_center()
make_office_hours()
topic = factories.make_topic(name_th="ทำฉลาก", minutes=60)
make_adviser(topic)
product = factories.make_product(name_th="ไข่เค็ม")
officer = factories.make_user(is_staff=True, username="officer", email="officer@example.go.th", password="{PASSWORD}")
officer.groups.add(Group.objects.get(name=roles.OFFICER.name))
print(json.dumps({{"topic": topic.pk, "product": product.pk, "producer": product.producer_id, "category": product.category_id}}))
"""


@dataclass
class Host:
    """A machine: a checkout with its own data folder, gunicorn on a port, a worker."""

    house: Path
    environment: dict[str, str]
    port: int
    web: subprocess.Popen | None = None
    worker: subprocess.Popen | None = None

    def command(self, *arguments: str) -> None:
        subprocess.run([self.python, *arguments], cwd=self.house, env=self.environment, check=True)

    @property
    def python(self) -> str:
        return str(self.house / ".venv/bin/python")

    def start(self) -> None:
        self.start_web()
        self.worker = self._start("worker", self.python, "manage.py", "worker")

    def start_web(self) -> None:
        self.web = self._start("web", self.python, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}")
        wait_until(lambda: self.is_ready() or self.web.poll() is not None, 120)
        assert self.web.poll() is None, (self.house / "web.log").read_text()

    def _start(self, name: str, *command: str) -> subprocess.Popen:
        with open(self.house / f"{name}.log", "a") as log:
            return subprocess.Popen(
                command, cwd=self.house, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def is_ready(self) -> bool:
        try:
            return WebClient(self.port).get("/readyz").status == 200
        except OSError:
            return False

    def kill(self) -> None:
        """As a machine that loses its power."""
        kill(self.web)
        kill(self.worker)


def kill(process: subprocess.Popen | None) -> None:
    """With the processes it has started."""
    if process and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@dataclass
class Site:
    """Two hosts behind nginx, and what they share."""

    hosts: list[Host]
    nginx: int
    database_url: str
    mailbox: Path
    rows: dict[str, int]

    def select(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(sql).fetchall()

    @property
    def product(self) -> str:
        """The address of the product's page."""
        return f"/products/{self.rows['product']}/"

    def letters(self) -> Counter:
        """How many letters each address has got. Workers write each connection's letters into a file."""
        texts = [file.read_text() for file in self.mailbox.glob("*.log")]
        found = [
            email.message_from_string(part.lstrip()) for text in texts for part in text.split("-" * 79) if part.strip()
        ]
        return Counter(letter["To"] for letter in found)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis server as an address for CACHE_URL."""
    port = free_port()
    folder.mkdir()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def house(folder: Path) -> Path:
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("hosts")
    nginx_port = free_port()
    with ExitStack() as stack:
        portal = OwnPortal(folder / "media", stack.enter_context(with_postgres.server()))
        environment = portal.environment | {
            "CACHE_URL": stack.enter_context(redis(folder / "redis")),
            "SITE_URL": f"http://127.0.0.1:{nginx_port}",
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "TRUST_PROXY": "1",
        }
        del environment["PYTHONPATH"]
        hosts = [Host(house(folder / name), environment, free_port()) for name in ("one", "two")]
        hosts[0].command("manage.py", "migrate", "--verbosity", "0")
        hosts[0].command("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        shutil.copytree(hosts[0].house / "data/static", hosts[1].house / "data/static")
        rows = json.loads(portal.script(ROWS))
        for host in hosts:
            stack.callback(host.kill)
            host.start()
        nginx, why_not = front.start(
            port=nginx_port,
            portal_port=0,
            folder=folder / "nginx",
            upstream=front.upstream_of([host.port for host in hosts]),
        )
        assert nginx, why_not
        stack.callback(nginx.stop)
        yield Site(hosts, nginx_port, portal.database_url, folder / "mail", rows)


@pytest.fixture
def officer(site) -> WebClient:
    """Signed in through nginx, by one of the hosts."""
    client = WebClient(site.nginx)
    assert client.sign_in("officer", PASSWORD).location == "/admin/"
    return client


def edit(site: Site, officer: WebClient, **fields) -> None:
    """Save the product in the staff site, and publish it."""
    data = {
        "_publish": "1",
        "name_th": "ไข่เค็ม",
        "producer": site.rows["producer"],
        "category": site.rows["category"],
        "months": ["all"],
    }
    for prefix in ("pictures", "star_ratings", "certificates"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = officer.post(f"/admin/catalog/product/{site.rows['product']}/change/", data | fields)
    assert answer.status == 302, answer.page


def time_of(site: Site, hour: int, days: int = 7) -> str:
    """The address of the topic's appointment at an hour, some days ahead."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return f"/consultations/book/{site.rows['topic']}/{day:%Y-%m-%d}-{hour:02}00/"


def book(client: WebClient, address: str, *, phone: str, email: str = "") -> Answer:
    """The last page of a booking. Each visitor has a network address of its own."""
    number = int(phone[-4:])
    typed = TYPED | {"phone": phone, "email": email, "token": token()}
    return client.post(f"{address}confirm/", typed, **{"X-Forwarded-For": f"10.1.{number // 250}.{number % 250}"})


def test_a_sign_in_holds_on_both_hosts_until_it_is_ended_on_one(site, officer):
    one, other = (officer.at(host.port) for host in site.hosts)
    for host in (one, other, one, other):
        assert host.get("/admin/").status == 200
    other.post("/account/logout/", {})
    assert [host.get("/admin/").status for host in (one, other)] == [302, 302]


def test_a_picture_uploaded_through_one_host_is_seen_from_both(site, officer):
    photo = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((640, 480)).save(photo, "JPEG")
    picture = {"pictures-0-alt_th": "ไข่เค็มในตะกร้า", "pictures-0-position": "1"}
    upload = {"pictures-TOTAL_FORMS": 1, "pictures-0-upload": ContentFile(photo.getvalue(), "a.jpg")}
    edit(site, officer.at(site.hosts[0].port), **picture, **upload)
    files = []
    for host in reversed(site.hosts):
        client = WebClient(host.port)
        [name] = set(re.findall(r'src="(/media/[^"]+\.jpg)"', client.get(site.product).page))
        answer = client.get(name)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        files.append(answer.body)
    assert files[0] == files[1]
    assert WebClient(site.nginx).get(name).body == files[0]


def test_a_change_through_one_host_shows_on_the_next_request_of_the_other(site, officer):
    for turn in range(4):
        writing, reading = site.hosts[turn % 2], WebClient(site.hosts[(turn + 1) % 2].port)
        for _ in range(6):  # each of the other host's processes keeps the page
            assert reading.get(site.product).status == 200
        edit(site, officer.at(writing.port), name_th=f"ไข่เค็มสูตร {turn}")
        assert all(f"ไข่เค็มสูตร {turn}" in reading.get(site.product).page for _ in range(6))
    in_front = WebClient(site.nginx)
    wait_until(lambda: "ไข่เค็มสูตร 3" in in_front.get(site.product).page, seconds=5)


def test_limits_are_counted_over_both_hosts(site):
    """A phone number's forms, an account's wrong passwords (rows), and password mails to an address (Redis)."""
    visitor = WebClient(site.hosts[0].port)
    visitor.get("/consultations/callback/")
    answers = []
    for number in range(MOST_OF_A_PHONE + 2):
        typed = TYPED | {"topic": "", "when": "บ่าย", "phone": "0899999999", "token": token(form_name="callback")}
        answers.append(visitor.at(site.hosts[number % 2].port).post("/consultations/callback/", typed).status)
    assert answers == [302] * MOST_OF_A_PHONE + [422] * 2

    for number in range(5):
        assert WebClient(site.hosts[number % 2].port).sign_in("nobody", "wrong").status == 200
    for host in site.hosts:
        assert "ลองหลายครั้งเกินไป" in WebClient(host.port).sign_in("nobody", "wrong").page

    mailbox = {"email": "somebody@example.go.th"}
    visitor.get("/account/password/reset/")
    hosts = [*site.hosts, *site.hosts]
    assert [visitor.at(host.port).post("/account/password/reset/", mailbox).status for host in hosts] == [302] * 3 + [
        429
    ]


def test_both_hosts_raced_for_one_time_give_it_once(site):
    visitor = WebClient(site.nginx)
    visitor.get(time_of(site, 9))
    raced = [(site.hosts[number % 2].port, f"08200{number:05}") for number in range(24)]
    with ThreadPoolExecutor(len(raced)) as pool:
        answers = list(pool.map(lambda to: book(visitor.at(to[0]), time_of(site, 9), phone=to[1]), raced))
    assert Counter(answer.status for answer in answers) == {302: 1, 422: len(raced) - 1}
    assert site.select("SELECT count(*) FROM consultations_booking WHERE state = 'booked'") == [(1,)]
    [won] = [answer.location for answer in answers if answer.status == 302]
    for host in site.hosts:
        assert "09.00 น." in WebClient(host.port).get(won).page


def test_each_letter_is_sent_once_by_one_of_two_workers(site):
    visitor = WebClient(site.nginx)
    visitor.get(time_of(site, 10))
    booked = []
    for number in range(12):
        address = f"visitor{number}@example.com"
        answer = book(
            visitor, time_of(site, 10 + number % 2, days=9 + number), phone=f"08300{number:05}", email=address
        )
        assert answer.status == 302
        booked.append(address)
        if number == 7:
            kill(site.hosts[0].worker)
    wait_until(lambda: set(booked) <= site.letters().keys(), seconds=120)
    time.sleep(2)
    assert {address: site.letters()[address] for address in booked} == dict.fromkeys(booked, 1)


def test_one_host_is_killed_and_the_other_answers(site, officer):
    site.hosts[0].kill()
    visitor = WebClient(site.nginx)
    assert [visitor.get(path).status for path in ["/consultations/callback/", "/", "/products/"] * 4] == [200] * 12
    assert [officer.get("/admin/").status for _ in range(4)] == [200] * 4
    edit(site, officer, name_th="ไข่เค็มหลังไฟดับ")
    assert book(visitor, time_of(site, 9, days=8), phone="0840000001").status == 302
    site.hosts[0].start()
    assert "ไข่เค็มหลังไฟดับ" in WebClient(site.hosts[0].port).get(site.product).page
    assert officer.at(site.hosts[0].port).get("/admin/").status == 200
