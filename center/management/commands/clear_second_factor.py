from django.core.management.base import BaseCommand, CommandError, CommandParser

from center.access import second_factor
from center.access.models import User


class Command(BaseCommand):
    help = (
        "Take the second factor away from one user who lost both the phone and the printed codes. Ends the user's "
        "remembered devices too. Whoever must have a second factor is led to set a new one up at the next sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options) -> str:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        second_factor.clear(user)
        return f"{username} signs in with the password alone until a new second factor is set up."
