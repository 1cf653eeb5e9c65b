"""The drill: a portal that people write to is backed up, lost, restored into an empty place, and serves again."""

import json
import re
import time
from pathlib import Path

import pytest
from django.db import connection

from portal.backups.reading import check
from tests.migrated_database import kept_file, postgres_template
from tests.portal.own_portal import OwnPortal, own_portal

ROWS = """
import io
from django.core.files.base import ContentFile
from PIL import Image
from catalog.products.models import ProductPicture
from center.pictures.taking import replace_file
from tests.factories import certify, make_producer, make_product, rate

producer = make_producer(name_th="กลุ่มแม่บ้านทดสอบการกู้คืน")
for number in range(20):
    product = make_product(producer=producer, name_th=f"ขนมเปี๊ยะ สูตรที่ {number}")
photo = io.BytesIO()
Image.effect_noise((500, 400), 60).convert("RGB").save(photo, "JPEG")
picture = ProductPicture(product=product, alt_th="ขนมเปี๊ยะในกล่อง")
replace_file(picture=picture, file=ContentFile(photo.getvalue(), name="photo.jpg"))
picture.save()
rate(product, stars=5)
certificate = certify(product)
certificate.file.save("copy.pdf", ContentFile(b"%PDF-1.4 a copy"))
print(product.pk)
"""

# Files come, are replaced and go as in center.pictures.taking: stored before their row, removed after the commit. Each
# row keeps the checksum of its file; every round adds two products or none.
WRITER = """
import hashlib, os, random, sys, time, uuid
from pathlib import Path
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from catalog.products.models import ProductPicture
from tests.factories import make_producer, make_product

stop, log = map(Path, sys.argv[1:])
producer = make_producer(published_at=None)
pictures = []

def give_file(picture):
    content = os.urandom(random.randrange(100_000))
    before = picture.original.name
    name = default_storage.save(f"originals/{uuid.uuid4()}.jpg", ContentFile(content))
    picture.original, picture.alt_th = name, hashlib.sha256(content).hexdigest()
    picture.save()
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))

until = time.monotonic() + 600
while not stop.exists() and time.monotonic() < until:
    with transaction.atomic():
        products = [make_product(producer=producer, published_at=None) for _ in range(2)]
        for product in products:
            pictures.append(ProductPicture(product=product, width=1, height=1))
            give_file(pictures[-1])
    for picture in random.sample(pictures, min(4, len(pictures))):
        with transaction.atomic():
            give_file(picture)
    with log.open("a") as file:
        file.write("round\\n")
    time.sleep(0.005)
"""

# Rows of each table, and a checksum of those nobody writes to during the drill.
LOOK = """
import hashlib, json, sys
from django.db import connection
from catalog.products.models import Product, ProductPicture
from django.core.files.storage import default_storage

tables, sums, wrong = {}, {}, []
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        rows = cursor.fetchall()
        tables[table] = len(rows)
        sums[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
    cursor.execute("SELECT * FROM catalog_product WHERE published_at IS NOT NULL ORDER BY id")
    sums["published"] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
for picture in ProductPicture.objects.filter(width=1):
    with default_storage.open(picture.original.name) as file:
        if hashlib.sha256(file.read()).hexdigest() != picture.alt_th:
            wrong.append(picture.original.name)
print(json.dumps({"tables": tables, "sums": sums, "wrong": wrong, "drafts": Product.objects.filter(published_at=None).count()}))
"""

SERVE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.testing"
from pathlib import Path
import django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = Path(os.environ["MEDIA_ROOT"])
from django.test import Client
from catalog.products.models import Product
product = Product.objects.get(pk=%s)
page = Client().get(product.get_absolute_url())
assert page.status_code == 200, page.status_code
picture = product.pictures.get().usable_renditions()[-1]["name"]
answer = Client().get("/media/" + picture)
assert answer.status_code == 200, answer.status_code
print(page.content.decode())
print(b"".join(answer).hex())
"""

UNTOUCHED = ("catalog_category", "catalog_certificate", "catalog_starrating", "center_tambon", "django_migrations")


# Its database is one of its own, in other processes.
pytestmark = pytest.mark.django_db
CHECKED_FIRST = pytest.mark.sqlite_only(reason="the file is checked before any database is opened")
MIGRATED_BY_DJANGO = pytest.mark.sqlite_only(reason="what follows the restore is a migration as any other")


@pytest.fixture(scope="module")
def migrated(django_db_setup):
    """A portal that `migrate` has been through: what the tests' own database was copied from."""
    return OwnPortal(Path(), f"sqlite:///{kept_file()}" if connection.vendor == "sqlite" else postgres_template())


@pytest.fixture
def portal(migrated, tmp_path):
    with own_portal(tmp_path / "first", like=migrated) as portal:
        yield portal


@pytest.mark.long
def test_the_drill(portal, tmp_path):
    product, before = map(json.loads, portal.script(ROWS + LOOK).splitlines())
    page = portal.run("-c", SERVE % product)
    assert "ขนมเปี๊ยะ สูตรที่ 19" in page

    for attempt in range(3):  # on a busy machine the writer may just have slept
        (tmp_path / str(attempt)).mkdir()
        backup, rounds = back_up_while_written_to(portal, tmp_path / str(attempt))
        if rounds >= 2:
            break
    assert rounds >= 2, "nothing was written while the backup ran"
    manifest = check(backup)
    assert manifest.missing == 0

    with own_portal(tmp_path / "second") as empty:
        said = empty.manage("restore", backup)
        assert "คืนข้อมูลครบแล้ว" in said
        after = json.loads(empty.script(LOOK))
        assert after["tables"] == manifest.tables
        assert after["wrong"] == [] and after["drafts"] > 0 and after["drafts"] % 2 == 0
        assert {name: after["sums"][name] for name in (*UNTOUCHED, "published")} == {
            name: before["sums"][name] for name in (*UNTOUCHED, "published")
        }
        same_files(portal.media, empty.media, manifest.media_files)
        assert unsecret(empty.run("-c", SERVE % product)) == unsecret(page)
        empty.manage("migrate", "--check")

        # It takes new rows: the numbers of the next ones follow those restored.
        assert int(empty.script(ROWS)) > product
        assert "--replace" in empty.refused("restore", backup)
        assert "before-restore-" in empty.manage("restore", backup, "--replace")
        again = json.loads(empty.script(LOOK))
        assert again["tables"] == manifest.tables and again["wrong"] == []
        assert json.loads(portal.script(LOOK))["wrong"] == []
        empty.manage("backup", "--to", tmp_path / "again")


def test_whoever_was_erased_stays_erased_when_an_older_backup_comes_back(portal, tmp_path):
    """The list beside the backups is enough: the machine with the portal's own list is lost."""
    backups = tmp_path / "backups"
    back_up = (
        f"from pathlib import Path\nfrom django.core.management import call_command\nto = Path({str(backups)!r})\n"
    )
    back_up += "call_command('backup', to=to, verify=False)\n"
    make = "from tests.factories import make_person\nperson = make_person(first_name='แฉล้ม', phone='0812345678')\n"
    portal.script(make + back_up)
    [older] = backups.iterdir()
    erase = "from center.people import erasing\nfrom center.people.models import Person\n"
    portal.script(erase + "erasing.erase(Person.objects.get(first_name='แฉล้ม'))\n" + back_up)
    with own_portal(tmp_path / "second") as empty:
        assert "center.person 1" in empty.manage("restore", older)
        look = "print(list(Person.objects.filter(phone='').values_list('first_name', flat=True)))"
        assert "ลบข้อมูลตามคำขอแล้ว" in empty.script(erase + look)
        assert "แฉล้ม" not in empty.script(erase + "print(list(Person.objects.values()))")


def back_up_while_written_to(portal, folder) -> tuple[Path, int]:
    """The backup, and how many rounds of writing ended while it ran."""
    stop, log = folder / "stop", folder / "log"
    log.touch()
    writer = portal.start("-c", f"import django\ndjango.setup()\n{WRITER}", stop, log)
    try:
        wait_until(lambda: log.read_text().count("\n") > 5 or writer.poll() is not None)
        begun = log.read_text().count("\n")
        portal.manage("backup", "--to", folder / "backups")
        rounds = log.read_text().count("\n") - begun
    finally:
        stop.touch()
        complaints = writer.communicate(timeout=60)[1]
    assert writer.returncode == 0, complaints
    [backup] = (folder / "backups").iterdir()
    return backup, rounds


def wait_until(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def same_files(first: Path, second: Path, expected: int):
    """All restored files are there, and those that the first portal still has are the same."""
    restored = {path.relative_to(second): path for path in second.rglob("*") if path.is_file()}
    assert len(restored) == expected
    common = [name for name in restored if (first / name).is_file()]
    assert len([name for name in common if name.parts[0] == "renditions"]) >= 6
    assert all((first / name).read_bytes() == restored[name].read_bytes() for name in common)


def unsecret(page: str) -> str:
    """A page without what is made anew for every visitor."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)


@CHECKED_FIRST
def test_a_damaged_backup_touches_nothing(portal, tmp_path):
    portal.manage("backup", "--to", tmp_path / "backups", "--no-verify")
    [backup] = (tmp_path / "backups").iterdir()
    content = backup.read_bytes()
    backup.write_bytes(content[: len(content) // 2])
    rows = portal.script(LOOK)
    assert "เสียหาย" in portal.refused("restore", backup, "--replace")
    assert portal.script(LOOK) == rows
    with own_portal(tmp_path / "second") as empty:
        assert "เสียหาย" in empty.refused("restore", backup)
        assert list((tmp_path / "second").iterdir()) == []


def test_a_restore_that_fails_late_leaves_the_old_as_it_was(portal, tmp_path):
    portal.script(
        f"{ROWS}\n"
        "from portal.backups import manifest\n"
        "from django.core.management import call_command\n"
        "written = manifest.Manifest.as_bytes\n"
        "def lie(self):\n"
        "    self.tables['center_tambon'] += 1\n"
        "    return written(self)\n"
        "manifest.Manifest.as_bytes = lie\n"
        f"call_command('backup', to=__import__('pathlib').Path({str(tmp_path / 'backups')!r}), verify=False)"
    )
    [backup] = (tmp_path / "backups").iterdir()
    rows = portal.script(LOOK)
    files = sorted(portal.media.rglob("*"))
    assert "center_tambon differ" in portal.refused("restore", backup, "--replace")
    assert portal.script(LOOK) == rows
    assert sorted(portal.media.rglob("*")) == files


@pytest.mark.long
@MIGRATED_BY_DJANGO
def test_an_older_backup_is_migrated_when_asked(portal, tmp_path):
    portal.manage("migrate", "sessions", "zero", "--verbosity", "0")
    portal.manage("backup", "--to", tmp_path / "backups")
    [backup] = (tmp_path / "backups").iterdir()
    with own_portal(tmp_path / "second") as empty:
        assert "manage.py migrate" in empty.manage("restore", backup)
        assert "django_session" not in json.loads(empty.script(LOOK))["tables"]
        empty.manage("restore", backup, "--replace", "--migrate")
        assert "django_session" in json.loads(empty.script(LOOK))["tables"]
        empty.manage("migrate", "--check")
