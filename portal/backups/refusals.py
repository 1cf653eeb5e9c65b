"""What stops a backup or a restore. Whoever runs the command reads it in Thai and in English."""


class Refused(Exception):
    """One sentence in Thai, one in English, each on its own line."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(f"{thai}\n{english}")


class BackupFailed(Refused):
    """No backup was made; nothing that looks like one is left."""


class RestoreRefused(Refused):
    """Nothing was restored; what stood there before stands there still."""


class Damaged(RestoreRefused):
    """The file is no whole backup of ours; the reason is for whoever looks into it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"ไฟล์สำรองเสียหายหรือไม่ใช่ไฟล์ของระบบนี้: {reason}", f"Not a whole backup of this portal: {reason}")
