"""The manifest of a backup, and the names of the archive's members."""

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from portal.backups.refusals import Damaged, RestoreRefused

FORMAT = 1  # increase when older versions of the portal can't read the file

# In this order. Media come before the database: see portal.backups.making.
FIRST = "portal-backup.json"
MEDIA = "media/"
DATABASE = "database/"
CHECKSUMS = "checksums.sha256"
LAST = "manifest.json"

PART_SIZE = 8 << 20  # bytes of the database in one member: the size of pg_dump's output isn't known beforehand
LONGEST = 4 << 20  # bytes of a manifest


def part_name(number: int) -> str:
    """The name of a part of the database, from 1. Eight digits, so that `cat database/*` joins them in order."""
    return f"{DATABASE}{number:08d}"


@dataclass(frozen=True)
class Manifest:
    """made_at is ISO 8601 with its offset; sizes are in bytes; tables holds the rows of each table of the dump.

    missing counts files that the database names and that don't exist; missing_names are the first of them.
    """

    format: int
    made_at: str
    site_url: str
    demo: bool
    django: str
    vendor: str
    vendor_version: str
    migrations: list[str]
    tables: dict[str, int]
    database_parts: int
    database_bytes: int
    media_files: int
    media_bytes: int
    missing: int
    missing_names: list[str]
    checksums_sha256: str

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Raises Damaged for anything as_bytes() would not write."""
        try:
            read: dict[str, Any] = json.loads(content)
        except (ValueError, RecursionError):
            raise Damaged("its manifest can't be read") from None
        check_format(read)
        if set(read) != {column.name for column in fields(cls)}:
            raise Damaged("its manifest lacks something")
        whole = [read[name] for name in ("database_parts", "database_bytes", "media_files", "media_bytes", "missing")]
        texts = [read[column.name] for column in fields(cls) if column.type is str]
        if (
            not isinstance(read["tables"], dict)
            or not all(type(number) is int and number >= 0 for number in [*whole, *read["tables"].values()])
            or not all(isinstance(text, str) for text in texts)
            or type(read["demo"]) is not bool
            or not _all_texts(read["migrations"])
            or not _all_texts(read["missing_names"])
            or not re.fullmatch("[0-9a-f]{64}", read["checksums_sha256"])
        ):
            raise Damaged("its manifest makes no sense")
        return cls(**read)


def _all_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def check_format(read: object) -> None:
    """Raises RestoreRefused for a newer format than this portal knows, Damaged for none."""
    number = read.get("format") if isinstance(read, dict) else None
    if type(number) is not int or number < 1:
        raise Damaged("it doesn't say its format")
    if number > FORMAT:
        raise RestoreRefused(
            f"ไฟล์นี้มาจากระบบรุ่นใหม่กว่า (รูปแบบ {number}) กรุณาปรับรุ่นระบบก่อน",
            f"This backup comes from a newer portal (format {number}, this one knows {FORMAT}): upgrade first.",
        )


def checksum_lines(checksums: dict[str, str]) -> bytes:
    """The checksums in the format of `sha256sum --check`."""
    return "".join(f"{digest}  {name}\n" for name, digest in checksums.items()).encode()
