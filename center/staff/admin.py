"""The staff's pages of the mechanisms."""

from center.staff import access, deletion, job, synonym, user

__all__ = ["access", "deletion", "job", "synonym", "user"]
