"""The floors of the house hold: the contracts in pyproject.toml refuse an import that goes up, and cover every app."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ROOT_PACKAGES = LINTER["root_packages"]


def rooms() -> set[str]:
    """The packages inside the apps that the contracts name, as paths."""
    names = set()
    for contract in LINTER["contracts"]:
        for container in contract.get("containers", []):
            layers = " | ".join(contract["layers"]).replace("(", "").replace(")", "")
            names |= {f"{container}/{layer.strip()}" for layer in layers.split("|")}
    return names


def test_every_app_of_ours_is_under_the_contracts():
    ours = {config.name.split(".")[0] for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT)
            and ".venv" not in Path(config.path).parts}  # fmt: skip

    assert ours == set(ROOT_PACKAGES)


@pytest.fixture
def house(tmp_path):
    """A little house of the same floors, under a copy of the contracts."""
    for package in [*ROOT_PACKAGES, "thai/django", *sorted(rooms())]:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    def put(module: str, source: str) -> subprocess.CompletedProcess:
        (tmp_path / module).write_text(source)
        command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
        return subprocess.run(
            [sys.executable, "-c", command, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return put


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("portal/home.py", "import catalog, center, thai.django"),
        ("center/news/feeds.py", "import center.documents.models, center.records.search"),
        ("catalog/showcase/index.py", "import catalog.products.models"),
        ("catalog/products/product.py", "import center, thai"),
        ("thai/django/fields.py", "import django.forms, thai"),
    ],
)
def test_imports_downward_are_kept(house, module, source):
    kept = house(module, source)

    assert kept.returncode == 0, kept.stdout + kept.stderr


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("catalog/products/product.py", "import portal"),
        ("center/people/person.py", "import catalog"),
        ("center/documents/person.py", "import center.news"),
        ("center/news/person.py", "import center.lessons"),
        ("center/records/person.py", "import center.staff"),
        ("center/person.py", "import thai"),
        ("catalog/products/person.py", "import catalog.showcase"),
        ("catalog/showcase/person.py", "import catalog.importing"),
        ("thai/dates.py", "import center"),
        ("thai/dates.py", "import django.utils.timezone"),
        ("thai/__init__.py", "import django"),
        ("thai/dates.py", "import thai.django"),
    ],
)
def test_imports_upward_are_refused(house, module, source):
    broken = house(module, source)

    assert broken.returncode == 1, broken.stdout + broken.stderr
    assert "BROKEN" in broken.stdout
