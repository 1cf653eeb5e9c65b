"""A worker that sends mail to a real server: python -m tests.center.mail.mail_worker --poll 0.05

The environment has MAIL_PORT. Pauses between attempts and the patience with the server are short.
"""

import os
import sys
from datetime import timedelta

PATIENCE = 0.7  # seconds


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.testing")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from center.jobs import queue
    from tests.center.jobs import job_kinds
    from tests.center.mail import message_kinds

    job_kinds.register()
    message_kinds.register()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["MAIL_PORT"])
    settings.EMAIL_TIMEOUT = PATIENCE
    queue.FIRST_PAUSE = queue.LONGEST_PAUSE = timedelta(seconds=0.2)
    call_command("worker", *sys.argv[1:])


if __name__ == "__main__":
    main()
