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
ROOT_PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]


def test_every_app_of_ours_is_under_the_contracts():
    ours = {config.name.split(".")[0] for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT)
            and ".venv" not in Path(config.path).parts}  # fmt: skip

    assert ours == set(ROOT_PACKAGES)


@pytest.fixture
def house(tmp_path):
    """A little house of the same floors, under a copy of the contracts."""
    for package in [*ROOT_PACKAGES, "thai/django"]:
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
        ("catalog/product.py", "import center, thai"),
        ("thai/django/fields.py", "import django.forms, thai"),
    ],
)
def test_imports_downward_are_kept(house, module, source):
    kept = house(module, source)

    assert kept.returncode == 0, kept.stdout + kept.stderr


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("catalog/product.py", "import portal"),
        ("center/person.py", "import catalog"),
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
