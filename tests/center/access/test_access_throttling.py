"""Rate limits of sign-ins: what is counted, growing pauses, and that an attacker elsewhere can't lock the owner out."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from center.access import throttling
from center.rate_limits import counting
from center.rate_limits.addresses import UNKNOWN, client_address, network_of
from center.rate_limits.models import Tally
from tests import factories

PASSWORD = "a-long-secret-9"
LOGIN = "/account/login/"


# --- The address ---------------------------------------------------------------------------------------------------


def asked(forwarded: str | None = None, remote: str = "10.0.0.1"):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "1.1.1.1", "10.0.0.1"),  # without a trusted proxy the client may write the header
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # anything further left came from the client
        (1, "1.1.1.1,2.2.2.2 , 203.0.113.9:443", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "192.0.2.7", "10.0.0.1"),  # too short to have come through both proxies
        (1, None, "10.0.0.1"),
        (1, "nonsense", UNKNOWN),
        (1, "", "10.0.0.1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_address_is_what_our_own_proxy_saw(settings, proxies, forwarded, address):
    settings.TRUST_PROXY = proxies
    assert client_address(asked(forwarded)) == address


@given(st.text(max_size=60))
def test_nothing_written_left_of_our_proxy_is_read(written):
    from django.test import override_settings

    with override_settings(TRUST_PROXY=1):
        assert client_address(asked(f"{written},203.0.113.9")) == "203.0.113.9"


def test_a_socket_of_a_file_has_no_address():
    assert client_address(asked(remote="")) == UNKNOWN


def test_neighbors_in_one_ipv6_network_are_one():
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("203.0.113.9") == "203.0.113.9"
    assert network_of(UNKNOWN) == UNKNOWN


# --- The limits ----------------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests set forward, in seconds."""

    class Clock:
        shows = datetime(2027, 1, 15, 9, tzinfo=UTC)

        def now(self) -> datetime:
            return self.shows

        def move(self, seconds: float) -> None:
            self.shows += timedelta(seconds=seconds)

    hand = Clock()
    monkeypatch.setattr(throttling, "timezone", hand)
    return hand


@pytest.fixture
def owner(db):
    return factories.make_staff(username="somsri", email="somsri@example.go.th", password=PASSWORD)


def attempt(client, login="somsri", password="wrong", address="203.0.113.9"):
    return client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address)


def said(answer) -> str:
    """The page's error message; empty if the sign-in succeeded."""
    return "" if answer.status_code == 302 else " ".join(answer.context["form"].non_field_errors())


def minutes(answer) -> int:
    found = re.fullmatch(r"ลองหลายครั้งเกินไป กรุณารอ (\d+) นาทีแล้วลองใหม่", said(answer))
    return int(found[1]) if found else 0


WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"


def test_five_failures_then_a_pause_that_grows(owner, clock):
    client = Client()
    assert [said(attempt(client)) for _ in range(5)] == [WRONG] * 5
    assert minutes(attempt(client)) == 15
    assert minutes(attempt(client, password=PASSWORD)) == 15  # the password isn't checked
    for pause in (30, 60, 60):
        clock.move(60 * 60)
        assert said(attempt(client)) == WRONG
        assert minutes(attempt(client)) == pause
    clock.move(60 * 60)
    assert attempt(client, password=PASSWORD).status_code == 302


def test_failures_long_ago_are_forgotten(owner, clock):
    client = Client()
    for _ in range(4):
        attempt(client)
    clock.move(15 * 60 + 1)
    for _ in range(4):
        assert said(attempt(client)) == WRONG
    assert attempt(client, password=PASSWORD).status_code == 302


def test_the_right_password_begins_anew(owner, clock):
    for _ in range(3):
        for _ in range(4):
            assert said(attempt(Client())) == WRONG
        assert attempt(Client(), password=PASSWORD).status_code == 302


def test_one_account_under_two_names_is_one(owner, clock):
    client = Client()
    for login in ("somsri", "SOMSRI", "somsri@example.go.th", " somsri ", "Somsri@example.go.th"):
        assert said(attempt(client, login=login)) == WRONG
    assert minutes(attempt(client)) == 15


def test_a_name_nobody_has_is_answered_alike(owner, clock):
    known, unknown = Client(), Client()
    for _ in range(7):
        assert said(attempt(known)) == said(attempt(unknown, login="nobody", address="203.0.113.10"))


@pytest.mark.parametrize("login", ["somsri", "somsri@example.go.th", "nobody", "nobody@example.go.th"])
def test_one_look_at_a_password_whoever_it_is(owner, clock, monkeypatch, login):
    """Hashing takes a tenth of a second: one more for existing names would reveal which names exist."""
    from django.contrib.auth import hashers

    hashed = []
    hasher = type(hashers.get_hasher())
    original = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: hashed.append(1) or original(self, *given))
    attempt(Client(), login=login)
    assert len(hashed) == 1


def test_an_address_that_tries_many_accounts(owner, clock):
    client = Client()
    for number in range(20):
        assert said(attempt(client, login=f"guess{number}")) == WRONG
    assert minutes(attempt(client, login="guess99")) == 15
    assert said(attempt(client, login="guess99", address="203.0.113.10")) == WRONG


def test_an_own_account_does_not_wipe_out_failures_with_others(owner, clock):
    """An attacker with an own account signs in to it between guesses."""
    factories.make_staff(username="mallory", password=PASSWORD)
    refused = 0
    for number in range(40):
        refused += minutes(attempt(Client(), login=f"guess{number}")) > 0
        attempt(Client(), login="mallory", password=PASSWORD)
    assert refused == 20


def test_after_a_pause_a_right_password_causes_no_further_one(owner, clock):
    for number in range(20):
        attempt(Client(), login=f"guess{number}")
    clock.move(15 * 60 + 1)
    assert attempt(Client(), password=PASSWORD).status_code == 302
    assert said(attempt(Client(), login="guess1")) == WRONG


def test_a_forged_header_gives_no_new_count(owner, clock):
    client = Client()
    for number in range(6):
        answer = client.post(
            LOGIN, {"login": "somsri", "password": "wrong"}, REMOTE_ADDR="203.0.113.9",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
        )  # fmt: skip
    assert minutes(answer) == 15


def test_behind_a_proxy_everybody_has_an_own_count(owner, clock, settings):
    settings.TRUST_PROXY = 1

    def through(proxy_saw: str):
        return Client().post(
            LOGIN, {"login": "somsri", "password": "wrong"}, REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=f"1.2.3.4, {proxy_saw}",
        )  # fmt: skip

    for _ in range(5):
        through("203.0.113.9")
    assert minutes(through("203.0.113.9")) == 15
    assert said(through("203.0.113.10")) == WRONG


# --- The owner is not locked out -----------------------------------------------------------------------------------


def attack_from_everywhere(failures: int = 60) -> None:
    for number in range(failures):
        attempt(Client(), address=f"198.51.{number // 200}.{number % 200}")


def test_an_attack_from_everywhere_stops_strangers(owner, clock):
    attack_from_everywhere()
    assert minutes(attempt(Client(), password=PASSWORD, address="192.0.2.1")) == 15
    clock.move(15 * 60 + 1)
    assert attempt(Client(), password=PASSWORD, address="192.0.2.1").status_code == 302


def test_the_owners_device_stays_open_while_others_attack_from_its_own_address(owner, clock):
    device = Client()
    attempt(device, password=PASSWORD)
    device.cookies.pop("sessionid")
    for _ in range(30):
        attempt(Client())
    attack_from_everywhere()
    assert minutes(attempt(Client())) > 0
    assert attempt(device, password=PASSWORD).status_code == 302
    assert attempt(device, password=PASSWORD, address="192.0.2.200").status_code == 302


def test_the_owners_address_stays_open_while_others_attack_from_elsewhere(owner, clock):
    attempt(Client(), password=PASSWORD, address="192.0.2.50")
    attack_from_everywhere()
    assert attempt(Client(), password=PASSWORD, address="192.0.2.50").status_code == 302


def test_a_known_device_is_counted_too_and_only_for_its_own_account(owner, clock):
    factories.make_staff(username="other", password=PASSWORD)
    device = Client()
    attempt(device, password=PASSWORD)
    device.cookies.pop("sessionid")
    for _ in range(5):
        attempt(device)
    assert minutes(attempt(device)) == 15
    for _ in range(5):
        attempt(device, login="other")
    assert minutes(attempt(Client(), login="other")) == 15


@pytest.mark.parametrize("cookie", ["", "x", "e30:1tKxYZ:abc", "{}"])
def test_a_forged_cookie_is_no_known_device(owner, clock, cookie):
    client = Client()
    client.cookies["known_device"] = cookie
    for _ in range(5):
        attempt(client)
    assert minutes(attempt(client)) == 15


def test_many_at_once_gain_nothing(owner, clock):
    """Each attempt is counted before its password is checked."""
    allowed = 0
    request = asked(remote="203.0.113.9")
    for _ in range(8):
        attempt = throttling.Attempt(request, "somsri")
        if not attempt.wait():
            attempt.begin()
            allowed += 1
    assert allowed == 5


def test_a_device_holds_the_accounts_of_a_whole_office(db):
    from django.http import HttpResponse

    request = asked()
    for number in range(1, 13):
        response = HttpResponse()
        throttling.remember_success(request, response, factories.make_user())
        request.COOKIES["known_device"] = response.cookies["known_device"].value
        assert len(throttling._devices(request)) == min(number, throttling.MOST_ACCOUNTS_OF_A_DEVICE)


def test_neither_an_emptied_cache_nor_other_counts_make_it_forget(owner, clock):
    for _ in range(5):
        attempt(Client())
    attempt(Client(), password=PASSWORD, address="192.0.2.50")
    cache.clear()
    for number in range(1000):
        counting.add(f"other {number}", now=clock.now(), expires_at=clock.now() + throttling.COUNTED_FOR)
    assert minutes(attempt(Client())) == 15
    attack_from_everywhere()
    assert attempt(Client(), password=PASSWORD, address="192.0.2.50").status_code == 302


def test_a_known_address_is_known_for_180_days_from_its_last_sign_in(owner, clock):
    attempt(Client(), password=PASSWORD, address="192.0.2.50")
    clock.move(100 * 24 * 60 * 60)
    attempt(Client(), password=PASSWORD, address="192.0.2.50")
    clock.move(179 * 24 * 60 * 60)
    attack_from_everywhere()
    assert attempt(Client(), password=PASSWORD, address="192.0.2.50").status_code == 302
    clock.move(181 * 24 * 60 * 60)
    attack_from_everywhere()
    assert minutes(attempt(Client(), password=PASSWORD, address="192.0.2.50")) == 15


def test_a_pause_that_another_caused_meanwhile_is_not_taken_back(db, clock):
    count = throttling.Count(throttling.OF_ADDRESS, "203.0.113.9")
    for _ in range(18):
        count.add(clock.now())
    own, _other = count.add(clock.now()), count.add(clock.now())
    own.undo()
    assert count.wait(clock.now()) == timedelta(minutes=15)
    own = count.add(clock.now())  # number 20 again, whose pause ends later
    clock.move(60)
    other = count.add(clock.now())
    own.undo()
    assert count.wait(clock.now()) == timedelta(minutes=30)
    other.undo()
    assert count.wait(clock.now()) == timedelta(minutes=14)


def test_what_is_taken_back_leaves_the_count_its_quarter_of_an_hour(owner, clock):
    """A successful sign-in as attempt number twenty doesn't prolong the counter of the nineteen failures before it."""
    for number in range(19):
        attempt(Client(), login=f"guess{number}")
    assert attempt(Client(), password=PASSWORD).status_code == 302
    clock.move(15 * 60 + 1)
    for number in range(2):
        assert said(attempt(Client(), login=f"later{number}")) == WRONG


def test_days_of_failures_end_in_the_longest_pause(db, clock):
    count = throttling.Count(throttling.OF_ACCOUNT_HERE, "somebody")
    for _ in range(100):
        count.add(clock.now())
    assert count.wait(clock.now()) == throttling.LONGEST_PAUSE


def test_no_name_and_no_address_stands_in_the_table(owner, clock):
    attempt(Client())
    attempt(Client(), password=PASSWORD)
    rows = list(Tally.objects.values())
    assert rows and all(re.fullmatch(r"[0-9a-f]{64}", row["key"]) for row in rows)
    plain = [hashlib.sha256(name.encode()).hexdigest() for name in ("203.0.113.9", f"user {owner.pk}")]
    assert not {row["key"] for row in rows} & set(plain)
