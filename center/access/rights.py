"""What the ready-made roles may do with each model: every package says it of its own models in its hooks.py.

portal.access.roles makes Django's groups and permissions of it.
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
    """The acts of each role on a model. key: "app_label.model". The manager may do what the officer may, unless given."""

    key: str
    officer: Acts = NOTHING
    secretary: Acts = NOTHING
    reader: Acts = NOTHING
    manager: Acts | None = None
    position: int = 0

    def of(self, role: str) -> Acts:
        """The acts of a role by its code: officer, manager, secretary or reader."""
        if role == "manager" and self.manager is None:
            return self.officer
        return getattr(self, role)


RIGHTS: Registry[Rights] = Registry("rights")


def content(*models: str, secretary: Acts = VIEW) -> None:
    """Register models of the website's content: officers edit them, everybody on the staff site reads them."""
    RIGHTS.add(*(Rights(model, officer=ALL, secretary=secretary, reader=VIEW) for model in models))


def tools(*models: str) -> None:
    """Register models that are officers' tools."""
    RIGHTS.add(*(Rights(model, officer=ALL) for model in models))
