"""The catalog's background work, where it is looked for."""

from catalog import import_jobs

__all__ = ["import_jobs"]
