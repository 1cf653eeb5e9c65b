"""Health checks: /readyz for load balancers, /healthz for monitoring."""

import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from center.jobs.worker import worker_is_alive


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Always 200. The text says whether the background worker is alive, dead, or unknown (no database). One query."""
    try:
        worker = "alive" if worker_is_alive() else "dead"
    except Error:
        worker = "unknown"
    return HttpResponse(f"worker: {worker}\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 "ready", else 503 with a line for each of: database (no connection), migrations (some aren't applied), media
    (the folder isn't writable). Two queries."""
    missing = [*missing_of_database(), *([] if media_is_writable() else ["media"])]
    text = "\n".join(missing or ["ready"])
    return HttpResponse(f"{text}\n", status=503 if missing else 200, content_type="text/plain")


def missing_of_database() -> list[str]:
    try:
        applied = MigrationRecorder(connection).applied_migrations().keys()
    except Error:
        return ["database"]
    return [] if migrations_of_this_release() <= applied else ["migrations"]


@lru_cache(maxsize=1)
def migrations_of_this_release() -> frozenset[tuple[str, str]]:
    """App and name of every migration in the code; cached for the life of the process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def media_is_writable() -> bool:
    """Whether a byte can be written below MEDIA_ROOT. Creates the folder if it is missing; leaves no file."""
    try:
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT, buffering=0) as file:
            file.write(b"\0")
    except OSError:
        return False
    return True
