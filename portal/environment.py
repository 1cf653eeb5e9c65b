"""Reading the environment strictly: a misspelt value stops the start with one clear line instead of a surprise later."""

import os
from urllib.parse import urlsplit

import environ

env = environ.Env()

DATABASES = {"sqlite", "postgres", "postgresql"}
CACHES = {"filecache", "dbcache", "locmemcache", "redis", "rediss"}
MAILERS = {"smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail", "dummymail"}


def refuse(name: str, why: str) -> SystemExit:
    """The exception to raise for a value the portal can't start with: prints one line, exits with 1."""
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
    """A secret of at least 32 characters, or stand_in where the caller allows one (development only)."""
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


def location(name: str, default: str, schemes: set[str], read) -> dict:
    """A service written as a URL, read by django-environ; schemes are the ones the portal is tested with."""
    value = os.environ.get(name, default)
    scheme = value.split(":", 1)[0]
    if scheme not in schemes:
        raise refuse(name, f"must begin with one of {', '.join(sorted(schemes))}, not {scheme!r}")
    try:
        return read(name, default=default)
    except Exception as error:
        raise refuse(name, f"can't be read as a URL: {error}") from None


def database(name: str, default: str) -> dict:
    """DATABASE_URL as Django wants it."""
    return location(name, default, DATABASES, env.db_url)


def cache(name: str, default: str) -> dict:
    """CACHE_URL as Django wants it. What must not be forgotten stands elsewhere (center.rate_limits.counting)."""
    return location(name, default, CACHES, env.cache_url)


def mail(name: str, default: str) -> dict:
    """EMAIL_URL as Django's EMAIL_* settings."""
    return location(name, default, MAILERS, env.email_url)
