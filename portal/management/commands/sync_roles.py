from django.core.management.base import BaseCommand

from portal.access import roles


class Command(BaseCommand):
    help = (
        "Write the ready-made roles into the database. Run after `migrate`; running it again changes nothing. "
        "Groups made by hand stay as they are."
    )

    def handle(self, **options) -> str:
        return f"{roles.sync()} of {len(roles.ROLES)} roles made or changed."
