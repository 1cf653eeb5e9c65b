import hashlib
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalog.importing.columns import PRODUCTS
from catalog.importing.comparison import Comparison, compare
from catalog.importing.models import ImportBatch
from catalog.importing.reading import read_products
from catalog.importing.stored import Known
from catalog.importing.writing import ImportClash, write
from center.sheets.columns import Headings
from center.sheets.reading import read_sheet
from center.sheets.rows import Outcome
from center.sheets.sheet import SheetRefused
from thai.id_cards import without_id_cards

SHOWN = 10  # of repairs and duplicates, unless -v 2

LINES = {
    "new": "เพิ่มใหม่",
    "changed": "เปลี่ยนแปลง",
    "unchanged": "ไม่เปลี่ยน",
    "repaired": "แก้ให้แล้ว (นับรวมในข้างบน)",
    "to_check": "ควรตรวจ (นับรวมในข้างบน)",
    "duplicate": "ซ้ำ",
    "refused": "ไม่รับ",
    "other_districts": "อำเภออื่น (ข้าม)",
    "not_data": "ไม่ใช่ข้อมูล (หัวข้อ ยอดรวม หมายเหตุ)",
    "new_producers": "ผู้ผลิตใหม่",
    "health": "มีข้อความเรื่องสุขภาพ ต้องตรวจถ้อยคำ",
    "alcohol": "มีแอลกอฮอล์ ยังไม่เผยแพร่",
}


class Command(BaseCommand):
    help = (
        "Import OTOP products from an office's sheet (xlsx or csv). Run whenever a new sheet comes; the same sheet "
        "again changes nothing. docs/import.md says what is repaired, refused and taken for the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and write nothing.")
        parser.add_argument("--all-districts", action="store_true", help="Take rows of other districts too.")
        parser.add_argument("--publish", action="store_true", help="Publish new rows at once.")

    def handle(
        self, *, file: Path, dry_run: bool, all_districts: bool, publish: bool, verbosity: int, **options
    ) -> None:
        try:
            sheet = read_sheet(file, PRODUCTS.count_known)
            headings = PRODUCTS.find(sheet.rows)
            comparison = compare(read_products(sheet.rows, headings, Known.load(), all_districts=all_districts))
            if not dry_run:
                batch = ImportBatch(
                    file_name=without_id_cards(file.name)[0][-260:],
                    sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
                    all_districts=all_districts,
                    published=publish,
                )
                write(comparison, batch, by=None)
        except (SheetRefused, ImportClash) as refusal:
            raise CommandError(str(refusal)) from None
        name, shown = without_id_cards(file.name)[0], None if verbosity > 1 else SHOWN
        self.report(name, headings.notes_on(sheet), headings, comparison, shown)
        if dry_run:
            self.stdout.write("ทดลองเท่านั้น ยังไม่ได้บันทึกอะไร")
        elif publish:
            self.stdout.write("เผยแพร่รายการใหม่แล้ว รายการเดิมคงสถานะเดิม")
        else:
            self.stdout.write("รายการใหม่ยังไม่แสดงบนเว็บ รอเจ้าหน้าที่เผยแพร่")

    def report(
        self, file_name: str, notes: list[str], headings: Headings, comparison: Comparison, shown: int | None
    ) -> None:
        """Print the counts, every refused row, and as many repairs and duplicates as are asked for (None: all)."""
        known_columns = ", ".join(PRODUCTS.labels[name] for name in headings.columns)
        self.stdout.write(f"{file_name}: หัวตารางอยู่แถวที่ {headings.row_number} ({known_columns})")
        if headings.unknown:
            self.stdout.write(f"คอลัมน์ที่ไม่ได้ใช้: {', '.join(headings.unknown)}")
        for note in notes:
            self.stdout.write(note)
        for name, count in comparison.counts().items():
            self.stdout.write(f"  {LINES[name]}: {count:,}")
        for row in comparison.rows:
            if row.outcome == Outcome.REFUSED:
                self.stdout.write(f"ไม่รับแถวที่ {row.number}: {row.reason}")
        duplicates = [change for change in comparison.changes if change.outcome == Outcome.DUPLICATE]
        self.some([f"แถวที่ {change.number} {change.reason}" for change in duplicates], shown)
        self.some(
            [
                f"แถวที่ {change.number} {'; '.join([*change.row.repairs, *change.row.to_check])}"
                for change in comparison.changes
                if change.outcome != Outcome.DUPLICATE and (change.row.repairs or change.row.to_check)
            ],
            shown,
        )

    def some(self, lines: list[str], shown: int | None) -> None:
        for line in lines[:shown]:
            self.stdout.write(line)
        if shown is not None and len(lines) > shown:
            self.stdout.write(f"… และอีก {len(lines) - shown:,} แถว (ดูทั้งหมดด้วย -v 2)")
