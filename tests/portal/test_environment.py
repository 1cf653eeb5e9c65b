"""Every value the portal can't start with stops the start, with one line that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
KEY = "k" * 50
GOOD = {"SECRET_KEY": KEY, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}


def start(**environment: str) -> subprocess.CompletedProcess:
    """Read the settings in a process of its own and print a few of them."""
    script = (
        "from portal import settings as s; "
        "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.DEBUG, s.ALLOWED_HOSTS, "
        "s.DATABASES['default']['ENGINE'], s.DATABASES['default']['OPTIONS'], getattr(s, 'SECURE_PROXY_SSL_HEADER', None), "
        "f'cache={s.CACHES[\"default\"].get(\"OPTIONS\")}', f'second={s.SECOND_FACTOR_REQUIRED}')"
    )
    return subprocess.run(
        [sys.executable, "-c", script], env=GOOD | environment, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "yes"),
        ("DEBUG", "true"),
        ("DEBUG", ""),
        ("DEMO", "on"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SITE_URL", "portal.example.go.th"),
        ("SITE_URL", "ftp://portal.example.go.th"),
        ("SITE_URL", "https://portal.example.go.th/bangkhla"),
        ("SITE_URL", "https://[portal"),
        ("ALLOWED_HOSTS", "https://portal.example.go.th"),
        ("TRUST_PROXY", "-1"),
        ("TRUST_PROXY", "๑"),
        ("TRUST_PROXY", "many"),
        ("WEB_CONCURRENCY", "two"),
        ("DATABASE_LOCK_TIMEOUT", "0"),
        ("DATABASE_LOCK_TIMEOUT", "60"),
        ("DATABASE_URL", "mysql://localhost/portal"),
        ("DATABASE_URL", "portal.sqlite3"),
        ("CACHE_URL", "memcached://localhost"),
        ("EMAIL_URL", "sendmail"),
    ],
)
def test_a_misspelt_value_stops_the_start_with_one_line(name, value):
    started = start(**{name: value})
    assert started.returncode == 1
    lines = started.stderr.strip().splitlines()
    assert len(lines) == 1
    assert name in lines[0]


def test_nothing_but_a_key_is_needed():
    started = start()
    assert started.returncode == 0, started.stderr
    assert started.stdout.split()[:4] == ["False", "False", "0", "False"]
    assert "sqlite3" in started.stdout


def test_https_in_the_address_makes_everything_secure():
    started = start(SITE_URL="https://portal.example.go.th")
    assert started.stdout.split()[:4] == ["True", "True", "31536000", "False"]
    assert "['portal.example.go.th']" in started.stdout


def test_a_proxy_is_believed_only_when_named():
    assert "HTTP_X_FORWARDED_PROTO" not in start().stdout
    assert "HTTP_X_FORWARDED_PROTO" in start(TRUST_PROXY="1").stdout


def test_postgres_by_its_address():
    assert "postgresql" in start(DATABASE_URL="postgres://user:word@localhost:5432/portal").stdout


@pytest.mark.django_db
def test_a_lock_is_waited_for_as_long_on_both_databases():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout")
        assert cursor.fetchone()[0] in (20_000, "20s")


def test_how_long_is_a_setting_and_the_address_may_say_more():
    assert "'timeout': 3" in start(DATABASE_LOCK_TIMEOUT="3").stdout
    url = "postgres://user:word@localhost/portal"
    started = start(DATABASE_URL=url, DATABASE_LOCK_TIMEOUT="3").stdout
    assert "'options': '-c lock_timeout=3s'" in started and "'connect_timeout': 5" in started
    more = start(DATABASE_URL=f"{url}?connect_timeout=9&options=-c%20statement_timeout%3D9s&sslmode=require").stdout
    assert "'options': '-c lock_timeout=20s -c statement_timeout=9s'" in more
    assert "'connect_timeout': 9" in more and "'sslmode': 'require'" in more


def test_a_cache_of_files_holds_ten_thousand_entries_and_redis_keeps_its_own_limits():
    assert "cache={'MAX_ENTRIES': 10000}" in start().stdout
    assert "cache={'MAX_ENTRIES': 77}" in start(CACHE_URL="filecache:///tmp/cache?max_entries=77").stdout
    assert "cache=None" in start(CACHE_URL="redis://localhost:6379/1").stdout


@pytest.mark.parametrize(("demo", "required"), [("0", "True"), ("1", "False")])
def test_only_a_demonstration_lets_managers_in_without_a_second_factor(demo, required):
    assert f"second={required}" in start(DEMO=demo).stdout
    assert "second=True" in start().stdout


def test_every_name_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    source = (ROOT / "portal" / "settings.py").read_text() + (ROOT / "gunicorn.conf.py").read_text()
    names = [
        "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SITE_URL", "TRUST_PROXY", "DATABASE_URL", "CACHE_URL", "EMAIL_URL",
        "MEDIA_ROOT", "WEB_CONCURRENCY", "DEMO", "DATABASE_LOCK_TIMEOUT",
    ]  # fmt: skip
    for name in names:
        assert f'"{name}"' in source, name
        assert f"`{name}`" in readme, name
