"""Admin pages of jobs, deletions, users, roles and synonyms."""

from center.staff import access, deletion, job, synonym, user

__all__ = ["access", "deletion", "job", "synonym", "user"]
