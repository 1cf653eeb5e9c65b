"""Every package says what it adds to lists of the whole website: here is found the one that forgot."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

import portal.urls  # noqa: F401 the pages of the website itself are registered with its addresses
from center.access.rights import RIGHTS
from center.records.demonstration import DEMONSTRATIONS
from center.records.naming import Publishable
from center.records.pages import PAGES
from center.records.registry import Registry
from center.records.search import Searchable
from center.records.site_search import KINDS, RowKind
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.staff.menu import MENU

APPS = ("center", "catalog", "committee", "consultations")
PACKAGES = [
    f"{app}.{package.name}"
    for app in APPS
    for package in iter_modules(import_module(app).__path__)
    if package.ispkg and package.name not in {"management", "migrations", "templatetags"}
]
# Found by the search in another way than by a folded column of their own.
FOUND_OTHERWISE = {"catalog.product": "by the showcase's index"}


def own_models() -> list[type[models.Model]]:
    """Tables of ours that Django's history doesn't write."""
    return [
        model for app in APPS for model in apps.get_app_config(app).get_models() if not hasattr(model, "history_object")
    ]


def public_models() -> list[type[models.Model]]:
    """Rows the public finds by an address of their own."""
    return [model for model in own_models() if issubclass(model, Publishable) and hasattr(model, "get_absolute_url")]


def has(package: str, module: str) -> bool:
    return find_spec(f"{package}.{module}") is not None


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model._meta.app_label in APPS])
def test_every_page_of_the_staff_site_has_its_place_in_the_menu_and_its_rights(model):
    key = model._meta.label_lower
    assert MENU.get(key), f"{key} is missing in MENU (hooks.py of its package)"
    assert RIGHTS.get(key), f"{key} is missing in RIGHTS (hooks.py of its package)"


@pytest.mark.parametrize("entry", [*MENU, *RIGHTS])
def test_menu_and_rights_name_models_that_exist(entry):
    assert apps.get_model(entry.key)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_with_a_demonstration_registers_it(package):
    loads = {demonstration.load.__module__ for demonstration in DEMONSTRATIONS}
    assert has(package, "demo") == (f"{package}.demo" in loads)


@pytest.mark.parametrize("package", [package for package in PACKAGES if has(package, "urls")])
def test_a_package_with_lists_registers_them_as_pages(package):
    namespace = "pages" if package.startswith("center.") else package.partition(".")[0]
    views = {page.view for page in PAGES}
    for pattern in import_module(f"{package}.urls").urlpatterns:
        begins = "<" not in str(pattern.pattern) and pattern.name.endswith("_list")
        assert not begins or f"{namespace}:{pattern.name}" in views, pattern


@pytest.mark.parametrize("model", public_models())
def test_public_rows_are_told_to_search_engines(model):
    assert model in {sitemap.model for sitemap in SITEMAPS if isinstance(sitemap, RowSitemap)}


@pytest.mark.parametrize("model", [model for model in public_models() if issubclass(model, Searchable)])
def test_public_rows_are_found_by_the_search_over_everything(model):
    found = {kind.rows().model for kind in KINDS if isinstance(kind, RowKind)}
    assert (model in found) != (model._meta.label_lower in FOUND_OTHERWISE)


def test_a_registry_holds_a_key_once_and_lists_by_position():
    class Entry:
        def __init__(self, key: str, position: int) -> None:
            self.key, self.position = key, position

    registry: Registry[Entry] = Registry("things")
    first, second = Entry("a", 20), Entry("b", 10)
    registry.add(first, second)
    with pytest.raises(ValueError, match="things has an entry 'a' already"):
        registry.add(Entry("a", 1))
    assert list(registry) == [second, first]
    assert (registry.get("a"), registry.get("c"), len(registry)) == (first, None, 2)
