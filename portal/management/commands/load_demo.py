import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandParser

from center.access.models import User
from center.records.demonstration import load_all, remove_all
from portal.access import roles

USERNAME = "officer"


class Command(BaseCommand):
    help = (
        "Load the demonstration data of Bang Khla and a staff user, and say how staff sign in. Running it again adds "
        "nothing that is there. --remove takes the demonstration data away again, for the day real data begins."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove the demonstration data and its staff user")

    def handle(self, **options) -> str:
        if options["remove"]:
            User.objects.filter(username=USERNAME).delete()
            _password_file().unlink(missing_ok=True)
            return f"{remove_all()['products']} demonstration products removed."
        added = load_all()["products"]
        password = _staff_password()
        return (
            f"{added} demonstration products added.\n"
            f"เจ้าหน้าที่เข้าสู่ระบบที่ {settings.SITE_URL}/admin/ ชื่อผู้ใช้ {USERNAME} รหัสผ่าน {password}\n"
            f"Staff sign in at {settings.SITE_URL}/admin/ as {USERNAME} with the password {password}"
        )


def _password_file() -> Path:
    return settings.DATA_DIR / "staff-password"


def _staff_password() -> str:
    """The demonstration officer's password, made once and kept in a file only its owner reads."""
    path = _password_file()
    user, created = User.objects.get_or_create(
        username=USERNAME, defaults={"is_staff": True, "first_name": "เจ้าหน้าที่สาธิต"}
    )
    roles.sync()
    user.groups.set(Group.objects.filter(name__in=[roles.OFFICER.name, roles.MANAGER.name]))
    if user.is_superuser:
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])
    if created or not path.exists():
        password = secrets.token_urlsafe(9)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(password)
        user.set_password(password)
        user.save(update_fields=["password"])
    return path.read_text()
