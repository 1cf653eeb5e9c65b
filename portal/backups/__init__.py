"""Backups: everything the portal holds in one file, and the way back into an empty place.

`making.make_backup` writes one, `restoring.restore` reads it, `reading.check` only looks. The file is a tar, compressed
with Zstandard and perhaps encrypted, that ordinary programs open too (docs/operations.md).
"""
