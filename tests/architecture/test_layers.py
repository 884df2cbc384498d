"""The import contracts hold, and would notice a fault: a planted import from the wrong side breaks them."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAULTS = {
    "engine uses Django": ("apps/engine/planted.py", "import django\n"),
    "core imports an app above": ("apps/core/planted.py", "import apps.datasets.models\n"),
    "an app imports the wiring": ("apps/queries/planted.py", "import bi_platform.urls\n"),
    "another app opens a private door": ("apps/dashboards/planted.py", "import apps.datasets.views\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    line = [sys.executable, "-c", code, "--no-cache"]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for name in ("apps", "bi_platform"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_it_works(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(copy: Path, fault: str) -> None:
    name, text = FAULTS[fault]
    planted = copy / name
    planted.write_text(text)
    try:
        result = lint(copy)
    finally:
        planted.unlink()
    assert result.returncode != 0, f"{fault}: not noticed"


WEB = ("django.http", "django.shortcuts", "rest_framework")


def imports(path: Path) -> set[str]:
    nodes = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Import | ast.ImportFrom)]
    return {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names} | {
        n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)
    }


def test_services_and_selectors_never_see_a_request() -> None:
    inner = [p for p in (ROOT / "apps").rglob("*.py") if "services" in p.parts or p.stem == "selectors" or "selectors" in p.parts]
    assert inner
    seeing = [f"{p.relative_to(ROOT)}: {name}" for p in inner for name in imports(p) if name.startswith(WEB)]
    assert not seeing, seeing
