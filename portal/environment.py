"""Reads settings from the environment; an invalid value stops the start with one line that names it."""

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import environ

env = environ.Env()

DATABASES = {"sqlite", "postgres", "postgresql"}
CACHES = {"filecache", "dbcache", "locmemcache", "redis", "rediss"}
MAILERS = {"smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail", "dummymail"}


def refuse(name: str, why: str) -> SystemExit:
    """The exception to raise for an invalid value: prints one line and exits with 1."""
    return SystemExit(f"portal: {name} {why} (see the table of settings in README.md)")


def boolean(name: str, default: str = "0") -> bool:
    """True for 1, False for 0; any other value stops the start."""
    value = os.environ.get(name, default)
    if value not in {"0", "1"}:
        raise refuse(name, f"must be 0 or 1, not {value!r}")
    return value == "1"


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number in Arabic digits from least to most; any other value stops the start."""
    value = os.environ.get(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise refuse(name, f"must be a whole number from {least} to {most}, not {value!r}")
    return int(value)


def secret(name: str, *, stand_in: str | None) -> str:
    """A secret of at least 32 characters, or stand_in where one is given (development only)."""
    value = os.environ.get(name, "") or (stand_in or "")
    if not value:
        raise refuse(name, "must be set")
    if len(value) < 32:
        raise refuse(name, "must have at least 32 characters")
    return value


def origin(name: str, default: str) -> str:
    """The site's own address: scheme and host, without a path or a slash at its end."""
    value = os.environ.get(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        well_formed = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed or parts.scheme not in {"http", "https"} or parts.path or parts.query or parts.fragment:
        raise refuse(name, f"must look like https://portal.example.go.th, not {value!r}")
    return value


def names(name: str, default: list[str]) -> list[str]:
    """Names separated by commas."""
    found = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()] or default
    wrong = [part for part in found if "/" in part or " " in part]
    if wrong:
        raise refuse(name, f"must be host names separated by commas, not {wrong[0]!r}")
    return found


def location(name: str, default: str, schemes: set[str], read: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """A service as a URL, read by django-environ; schemes are those that the portal is tested with."""
    value = os.environ.get(name, default)
    scheme = value.split(":", 1)[0]
    if scheme not in schemes:
        raise refuse(name, f"must begin with one of {', '.join(sorted(schemes))}, not {scheme!r}")
    try:
        return read(name, default=default)
    except Exception as error:
        raise refuse(name, f"can't be read as a URL: {error}") from None


def database(name: str, default: str) -> dict[str, Any]:
    """DATABASE_URL as an entry of DATABASES."""
    return location(name, default, DATABASES, env.db_url)


def cache(name: str, default: str) -> dict[str, Any]:
    """CACHE_URL as an entry of CACHES. Counts that must not be evicted are rows (center.rate_limits.counting)."""
    return location(name, default, CACHES, env.cache_url)


def mail(name: str, default: str) -> dict[str, Any]:
    """EMAIL_URL as Django's EMAIL_* settings."""
    return location(name, default, MAILERS, env.email_url)
