"""Errors of backups and restores, with their messages in Thai and English."""


class Refused(Exception):
    """One sentence in Thai, one in English, each on its own line."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(f"{thai}\n{english}")


class BackupFailed(Refused):
    """No backup was made, and no file is left."""


class RestoreRefused(Refused):
    """Nothing was restored; existing data is unchanged."""


class Damaged(RestoreRefused):
    """The file isn't a complete backup of the portal; the reason is technical."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"ไฟล์สำรองเสียหายหรือไม่ใช่ไฟล์ของระบบนี้: {reason}", f"Not a whole backup of this portal: {reason}")
