"""Whether the portal can work, for machines that watch it."""

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from center.jobs import worker_is_alive


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" while the database answers and a worker lives, else 503 with the name of what is missing. One query."""
    try:
        missing = "" if worker_is_alive() else "worker"
    except Error:
        missing = "database"
    return HttpResponse(f"{missing or 'ok'}\n", status=503 if missing else 200, content_type="text/plain")
