"""The staff site's first page tells the day of the last backup."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
OVERDUE = "กรุณาแจ้งผู้ดูแลระบบให้สำรองข้อมูล"


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.DEMO = False
    return settings.BACKUP_DIR


@pytest.fixture
def officer(client):
    client.force_login(factories.make_staff())


def backed_up(folder, moment: dt.datetime) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"portal-sqlite-{timezone.localtime(moment):%Y%m%d-%H%M%S}.tar.zst").touch()


def home(client) -> str:
    return client.get("/admin/").content.decode()


def test_the_newest_counts(client, officer, folder):
    now = timezone.now()
    for days in (9, 1, 5):
        backed_up(folder, now - dt.timedelta(days=days))
    (folder / "notes.txt").touch()
    shown = timezone.localtime(now - dt.timedelta(days=1))
    page = home(client)
    assert f"สำรองข้อมูลล่าสุด {shown.day} " in page and f"{shown:%H.%M}" in page
    assert OVERDUE not in page


def test_a_backup_of_three_days_ago_is_overdue(client, officer, folder):
    backed_up(folder, timezone.now() - dt.timedelta(days=3))
    assert OVERDUE in home(client)


def test_none_is_overdue_except_in_a_demonstration(client, officer, folder, settings):
    page = home(client)
    assert "ยังไม่มีไฟล์สำรองข้อมูล" in page and OVERDUE in page
    settings.DEMO = True
    page = home(client)
    assert "ยังไม่มีไฟล์สำรองข้อมูล" in page and OVERDUE not in page


def test_a_folder_that_is_a_file_breaks_nothing(client, officer, folder):
    folder.touch()
    assert "ยังไม่มีไฟล์สำรองข้อมูล" in home(client)


def test_who_sees_no_background_work_sees_no_backups(client, folder):
    client.force_login(factories.make_staff(username="reader", is_superuser=False))
    page = client.get("/admin/")
    assert page.status_code == 200 and "ไฟล์สำรองข้อมูล" not in page.content.decode()
