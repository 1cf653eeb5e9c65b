"""Registry of the roles' permissions: each package registers those for its models in its hooks.py.

portal.access.roles creates Django's groups and permissions from it.
"""

from dataclasses import dataclass

from center.records.registry import Registry

Acts = tuple[str, ...]

NOTHING: Acts = ()
VIEW: Acts = ("view",)
EDIT: Acts = ("view", "add", "change")
ALL: Acts = ("view", "add", "change", "delete")


@dataclass(frozen=True)
class Rights:
    """Each role's permissions on a model. key: "app_label.model". manager: defaults to the officer's."""

    key: str
    officer: Acts = NOTHING
    secretary: Acts = NOTHING
    reader: Acts = NOTHING
    manager: Acts | None = None
    position: int = 0

    def of(self, role: str) -> Acts:
        """The permissions of a role by its code: officer, manager, secretary or reader."""
        if role == "manager" and self.manager is None:
            return self.officer
        acts: Acts = getattr(self, role)
        return acts


RIGHTS: Registry[Rights] = Registry("rights")


def content(*models: str, secretary: Acts = VIEW) -> None:
    """Register content of the website: officers edit it, all other roles may view it."""
    RIGHTS.add(*(Rights(model, officer=ALL, secretary=secretary, reader=VIEW) for model in models))


def tools(*models: str) -> None:
    """Register models that only officers work with."""
    RIGHTS.add(*(Rights(model, officer=ALL) for model in models))
