"""What the packages of an app bring along, found by the names of their modules."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules


def import_from_packages(app: str, module: str) -> None:
    """Import `<app>.<package>.<module>` of each package that has one: what registers itself there is known then.

    Django's autodiscover_modules looks at the tops of apps only. To be called by an app's ready().
    """
    for package in iter_modules(import_module(app).__path__):
        name = f"{app}.{package.name}.{module}"
        if package.ispkg and find_spec(name):
            import_module(name)
