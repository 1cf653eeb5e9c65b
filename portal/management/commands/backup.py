import shutil
from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from center.people import erased_keys
from portal.backups.encryption import encrypting
from portal.backups.making import Made, make_backup
from portal.backups.refusals import BackupFailed
from portal.backups.retention import Retention, prune

VERIFIED = {
    "whole": "อ่านซ้ำและตรวจทุกไฟล์แล้ว | read again, every checksum right",
    "bytes": "อ่านซ้ำแล้วตรงทุกไบต์ (เนื้อหาเปิดได้เฉพาะผู้ถือกุญแจ) | read again, same bytes (only the key's holder can open it)",
    "": "ไม่ได้อ่านซ้ำ | not read again",
}


class Command(BaseCommand):
    help = (
        "Write database and media into one file and thin out older backups. Run daily; the portal may run meanwhile. "
        "docs/operations.md says how to keep a copy elsewhere and how to get everything back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, metavar="FOLDER")
        parser.add_argument(
            "--encrypt-to",
            action="append",
            default=[],
            metavar="KEY",
            help="An age recipient (age1...) or the id of a GnuPG key. May be given several times.",
        )
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="Encrypt with GnuPG and a passphrase.")
        parser.add_argument(
            "--keep",
            default="7,8,12",
            metavar="DAYS,WEEKS,MONTHS",
            help="All of the last days, one a week, one a month (7,8,12), or all.",
        )
        parser.add_argument("--verify", action=BooleanOptionalAction, default=True, help="Read it again (the default).")

    def handle(
        self, *, to: Path, encrypt_to: list[str], passphrase_file: Path | None, keep: str, verify: bool, **options
    ) -> None:
        try:
            retention = Retention.parse(keep)
            encryption = encrypting(encrypt_to, passphrase_file)
            made = make_backup(folder=to, encryption=encryption, verify=verify)
        except BackupFailed as failed:
            raise CommandError(str(failed)) from None
        if erased_keys.path().exists():
            # The newest list travels with the backups, also to where this machine's data folder is lost.
            shutil.copyfile(erased_keys.path(), made.path.parent / erased_keys.NAME)
        self.report(made, encryption.label if encryption else "")
        if retention:
            removed = prune(made.path.parent, retention, timezone.localtime())
            for path in removed:
                self.stdout.write(f"ลบไฟล์สำรองเก่า | removed by age: {path.name}")

    def report(self, made: Made, label: str) -> None:
        manifest = made.manifest
        lines = [
            f"{made.path}",
            f"  {made.bytes:,} ไบต์ | bytes{f', {label}' if label else ''}",
            f"  ฐานข้อมูล | database: {manifest.vendor} {manifest.vendor_version}, {len(manifest.tables)} ตาราง | tables, "
            f"{sum(manifest.tables.values()):,} แถว | rows",
            f"  ไฟล์ | media: {manifest.media_files:,} ({manifest.media_bytes:,} ไบต์ | bytes)",
            f"  {VERIFIED[made.verified]}",
        ]
        if manifest.missing:
            lines.append(f"  หาไฟล์ไม่พบ | named by the database and nowhere to be found: {manifest.missing:,}")
            lines += [f"    {name}" for name in manifest.missing_names[:10]]
        if not label:
            lines.append("  ไม่ได้เข้ารหัส เก็บไว้ในที่ที่คนอื่นอ่านไม่ได้ | not encrypted: keep it where nobody else can read it")
        self.stdout.write("\n".join(lines))
