from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from center.people import erased_keys
from portal.backups.manifest import Manifest
from portal.backups.refusals import RestoreRefused
from portal.backups.restoring import inspect, restore


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and an empty MEDIA_ROOT. Stop the portal first. A file that is not "
        "whole is refused before anything is touched. --check only reads it. docs/operations.md has the whole way."
    )
    requires_system_checks = ()  # there may be no database yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--decrypt-key", type=Path, metavar="FILE", help="The age identity; GnuPG uses its keyring."
        )
        parser.add_argument(
            "--passphrase-file", type=Path, metavar="FILE", help="The passphrase it was encrypted with."
        )
        parser.add_argument("--check", action="store_true", help="Read the whole file, write nothing.")
        parser.add_argument("--replace", action="store_true", help="Move what is there aside first, and keep it.")
        parser.add_argument("--migrate", action="store_true", help="Run the migrations that are newer than the backup.")

    def handle(
        self,
        *,
        file: Path,
        decrypt_key: Path | None,
        passphrase_file: Path | None,
        check: bool,
        replace: bool,
        migrate: bool,
        **options,
    ) -> None:
        keys = {"key_file": decrypt_key, "passphrase_file": passphrase_file}
        try:
            if check:
                manifest = inspect(file, **keys)
                self.stdout.write("ไฟล์สมบูรณ์ | The backup is whole.")
                self.describe(manifest)
                return
            restored = restore(file, **keys, replace=replace)
        except RestoreRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write("คืนข้อมูลครบแล้ว | Restored; rows and checksums are those of the manifest.")
        self.describe(restored.manifest)
        for kept in restored.kept:
            self.stdout.write(f"  ของเดิมเก็บไว้ที่ | what was there before is kept in: {kept}")
        if restored.pending and migrate:
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write(f"  migrations: {len(restored.pending)}")
        if restored.pending and not migrate:
            self.stdout.write("ต่อไป | next: manage.py migrate, manage.py erase_again")
        else:
            call_command("erase_again", file.parent / erased_keys.NAME, stdout=self.stdout)
        if restored.manifest.demo != settings.DEMO:
            self.stdout.write(
                f"ระวัง | mind: DEMO={int(restored.manifest.demo)} ในไฟล์สำรอง | in the backup, {int(settings.DEMO)} here"
            )
        self.stdout.write(
            "ต่อไป | next: เปิดระบบ แล้วดูหน้าเว็บและหน้าเจ้าหน้าที่ | start the portal, look at a page and at the staff site"
        )

    def describe(self, manifest: Manifest) -> None:
        self.stdout.write(
            f"  {manifest.made_at} {manifest.site_url}\n"
            f"  {manifest.vendor} {manifest.vendor_version}, {len(manifest.tables)} ตาราง | tables, "
            f"{sum(manifest.tables.values()):,} แถว | rows\n"
            f"  {manifest.media_files:,} ไฟล์ | files, {manifest.media_bytes:,} ไบต์ | bytes"
        )
        if manifest.missing:
            self.stdout.write(f"  หาไฟล์ไม่พบตั้งแต่ตอนสำรอง | missing already when it was made: {manifest.missing:,}")
