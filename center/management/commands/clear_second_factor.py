from django.core.management.base import BaseCommand, CommandError, CommandParser

from center.access import second_factor
from center.access.models import User


class Command(BaseCommand):
    help = (
        "Remove the second factor of a user who lost both the phone and the recovery codes, and forget the user's "
        "remembered devices. If the user must have a second factor, the next sign-in asks to set up a new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options) -> str:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        second_factor.clear(user)
        return f"{username} signs in with the password alone until a new second factor is set up."
