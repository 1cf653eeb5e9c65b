"""Autodiscovery of modules in the packages of an app."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules


def import_from_packages(app: str, module: str) -> None:
    """Import `<app>.<package>.<module>` of each package that has one, so that it registers itself.

    Django's autodiscover_modules only looks into apps, not into their packages. Called by an app's ready().
    """
    for package in iter_modules(import_module(app).__path__):
        name = f"{app}.{package.name}.{module}"
        if package.ispkg and find_spec(name):
            import_module(name)
