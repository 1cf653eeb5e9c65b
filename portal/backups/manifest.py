"""What a backup says of itself, and the names of its parts."""

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from portal.backups.refusals import Damaged, RestoreRefused

FORMAT = 1  # raise it when an older portal could not read the file

# In this order. Media come before the database: see portal.backups.making.
FIRST = "portal-backup.json"
MEDIA = "media/"
DATABASE = "database/"
CHECKSUMS = "checksums.sha256"
LAST = "manifest.json"

PART_SIZE = 8 << 20  # bytes of the database in one member: pg_dump does not say beforehand how much it will write
LONGEST = 4 << 20  # bytes of a manifest


def part_name(number: int) -> str:
    """The name of the database's part, counted from 1. Eight digits: `cat database/*` puts them together rightly."""
    return f"{DATABASE}{number:08d}"


@dataclass(frozen=True)
class Manifest:
    """made_at is ISO 8601 with its offset; sizes are in bytes; tables holds the rows of each table of the dump.

    missing counts files that the database names and nobody has any more; missing_names are the first of them.
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
        if set(read) != {one.name for one in fields(cls)}:
            raise Damaged("its manifest lacks something")
        whole = [read[name] for name in ("database_parts", "database_bytes", "media_files", "media_bytes", "missing")]
        texts = [read[one.name] for one in fields(cls) if one.type is str]
        if (
            not isinstance(read["tables"], dict)
            or not all(type(one) is int and one >= 0 for one in [*whole, *read["tables"].values()])
            or not all(isinstance(one, str) for one in texts)
            or type(read["demo"]) is not bool
            or not _all_texts(read["migrations"])
            or not _all_texts(read["missing_names"])
            or not re.fullmatch("[0-9a-f]{64}", read["checksums_sha256"])
        ):
            raise Damaged("its manifest makes no sense")
        return cls(**read)


def _all_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


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
    """As `sha256sum --check` reads them in the unpacked folder."""
    return "".join(f"{digest}  {name}\n" for name, digest in checksums.items()).encode()
