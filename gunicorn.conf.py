"""gunicorn: few processes with several threads each; the application is loaded once, before forking."""

import os

wsgi_app = "portal.wsgi:application"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # portal.settings has validated it
worker_class = "gthread"  # sync workers close every connection
threads = 4
preload_app = True  # shares memory; an invalid setting stops the start instead of every worker
keepalive = 15
timeout = 60
graceful_timeout = 20
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  a heartbeat must not wait for a disk
control_socket_disable = True
# Django alone decides whether X-Forwarded-* headers are trusted (TRUST_PROXY).
forwarded_allow_ips = ""
accesslog = None  # the proxy in front keeps the access log


def post_fork(server, worker) -> None:
    """Close connections that the parent opened while loading: processes must not share a database connection."""
    from django.db import connections

    connections.close_all()
