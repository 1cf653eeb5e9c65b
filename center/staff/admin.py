"""Admin pages of jobs, deletions, messages, users, roles and synonyms."""

from center.staff import access, deletion, job, message, synonym, user

__all__ = ["access", "deletion", "job", "message", "synonym", "user"]
