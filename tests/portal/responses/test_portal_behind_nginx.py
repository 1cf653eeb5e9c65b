"""The portal behind nginx as docs/operations.md configures it: kept for a second, then fresh, and never what is one person's."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import front
from bench.servers import free_port
from tests.consultations.bookings.journeys import TYPED, token
from tests.consultations.racing import serving
from tests.portal.own_portal import OwnPortal, migrated_portal
from tests.portal.web_client import WebClient
from tests.worker_process import wait_until

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only(reason="about nginx; that pages are fresh on PostgreSQL too is in test_fresh_pages"),
]

PASSWORD = "a-long-secret-9"
ROWS = f"""
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from tests.factories import make_center, make_product, make_user
make_center()
make_product(name_th="ไข่เค็ม")
make_user(username="manager", password="{PASSWORD}", is_staff=True, is_superuser=True)
"""
EXPIRED = 2.1  # seconds after which nginx has no page of before any longer
# What a proxy writes anew, or keeps for itself.
BETWEEN = {"Connection", "Date", "Server", "Keep-Alive", "Transfer-Encoding", "Content-Length", "X-Accel-Expires"}


@dataclass(frozen=True)
class Site:
    """The ports of the portal and of nginx before it."""

    portal: OwnPortal
    direct: int
    nginx: int

    def rename(self, name: str) -> None:
        """As another process than the web server."""
        self.portal.execute(f"UPDATE catalog_product SET name_th = '{name}'")


@pytest.fixture(scope="module")
def site(django_db_setup, tmp_path_factory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("site")
    with migrated_portal(folder / "own") as portal:
        portal.script(ROWS)
        with serving(portal.environment) as server:
            port = free_port()
            nginx = front.start(port=port, portal_port=server.port, folder=folder / "nginx")[0]
            assert nginx is not None
            try:
                yield Site(portal, server.port, port)
            finally:
                nginx.stop()


def test_a_page_is_kept_for_a_second_and_then_fresh(site):
    anybody = WebClient(site.nginx)
    for turn in range(5):
        time.sleep(EXPIRED)  # so that the next request keeps the page anew
        began = time.monotonic()
        anybody.get("/products/")
        site.rename(f"ปลาเค็ม{turn}")
        from_nginx, of_the_portal = anybody.get("/products/"), WebClient(site.direct).get("/products/")
        assert f"ปลาเค็ม{turn}" in of_the_portal.page
        if time.monotonic() - began < 1:
            break
    assert f"ปลาเค็ม{turn}" not in from_nginx.page
    changed = time.monotonic()
    wait_until(lambda: f"ปลาเค็ม{turn}" in anybody.get("/products/").page, seconds=5)
    assert time.monotonic() - changed < 3


def test_who_is_signed_in_reads_what_is_true_now_and_leaves_nothing_behind(site):
    manager, anybody = WebClient(site.nginx), WebClient(site.nginx)
    assert manager.sign_in("manager", PASSWORD).location == "/admin/"
    assert manager.get("/admin/").status == 200
    assert anybody.get("/admin/").status == 302
    for turn in range(3):
        anybody.get("/products/")
        site.rename(f"กล้วยตาก{turn}")
        assert f"กล้วยตาก{turn}" in manager.get("/products/").page
    # Asked for by nobody before: the manager's page would be the one that is kept.
    manager.get("/products/?sort=name")
    page = anybody.get("/products/?sort=name")
    assert page.page == WebClient(site.direct).get("/products/?sort=name").page
    assert "Cookie" not in page.headers.get("Vary", "")


def test_a_form_has_its_own_token_for_each_and_is_sent(site):
    one, other = WebClient(site.nginx), WebClient(site.nginx)
    tokens = set()
    for visitor in (one, other):
        answer = visitor.get("/consultations/callback/")
        assert "Set-Cookie" in answer.headers and 'method="post"' in answer.page
        tokens |= {cookie.value for cookie in visitor.cookies}
    assert len(tokens) == 2
    for number, visitor in enumerate((one, other)):
        typed = TYPED | {
            "topic": "",
            "when": "บ่าย",
            "token": token(form_name="callback"),
            "phone": f"081234567{number}",
        }
        assert visitor.post("/consultations/callback/", typed).location == "/consultations/callback/sent/"
        assert "เจ้าหน้าที่จะโทรกลับ" in visitor.get("/consultations/callback/sent/").page


@pytest.mark.parametrize("path", ["/", "/products/"])
def test_both_languages_keep_their_pages_and_headers(site, path):
    time.sleep(EXPIRED)
    for address, language in ((path, "th"), (f"/en{path}", "en")):
        expected = WebClient(site.direct).get(address)
        for accepted in ("th", "en"):
            answer = WebClient(site.nginx).get(address, Accept_Language=accepted)
            assert f'<html lang="{language}"' in answer.page
            assert answer.page == expected.page
            assert without_hops(answer) == without_hops(expected)
        unchanged = WebClient(site.nginx).get(address, If_None_Match=expected.headers["ETag"])
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["Content-Security-Policy"] == expected.headers["Content-Security-Policy"]


def without_hops(answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in BETWEEN}
