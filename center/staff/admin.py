"""Admin pages of jobs, deletions, messages, users, roles, synonyms and the log of access to personal data."""

from center.staff import access, access_log, deletion, job, message, synonym, user

__all__ = ["access", "access_log", "deletion", "job", "message", "synonym", "user"]
