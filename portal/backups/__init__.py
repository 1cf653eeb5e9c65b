"""Backups: database and media in one file, and restoring it into an empty database and an empty MEDIA_ROOT.

`making.make_backup` writes one, `restoring.restore` restores it, `reading.check` verifies it and writes nothing. The
file is a tar, compressed with Zstandard and optionally encrypted, that standard programs open too (docs/operations.md).
"""
