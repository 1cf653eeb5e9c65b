"""How gunicorn serves the portal: few processes, several threads each, the application loaded once before forking."""

import os

wsgi_app = "portal.wsgi:application"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # portal.settings refuses what is no number, with one line
worker_class = "gthread"  # sync workers close every connection
threads = 4
preload_app = True  # memory is shared, and a wrong setting stops the start instead of every worker
keepalive = 15
timeout = 60
graceful_timeout = 20
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  a heartbeat must not wait for a disk
control_socket_disable = True
# Django alone decides whether a proxy's X-Forwarded-* are believed (TRUST_PROXY); gunicorn believes nobody.
forwarded_allow_ips = ""
accesslog = None  # the proxy in front keeps the access log


def post_fork(server, worker) -> None:
    """Close what the parent may have opened while loading: two processes must not share one database connection."""
    from django.db import connections

    connections.close_all()
