"""The background worker; `make run` starts one beside the web server."""

import signal
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandParser

from center.jobs.kinds import LANES
from center.jobs.queue import LEASE
from center.jobs.worker import Worker


class Command(BaseCommand):
    help = (
        "Do the background work, mail beside everything else, until SIGTERM or Ctrl-C: the jobs at hand are finished, or"
        " handed back after 10 seconds."
        " Any number of workers may run. --once: end when nothing is due."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing is due")
        parser.add_argument(
            "--poll", type=float, default=1.0, help="seconds between two polls of the queue (default: 1.0)"
        )
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help="seconds without a sign of life after which others take over its job (default: 60)",
        )

    def handle(self, **options) -> None:
        lease = timedelta(seconds=options["lease"])
        worker = Worker(poll=options["poll"], once=options["once"], lease=lease, lanes=LANES)
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        worker.run()
