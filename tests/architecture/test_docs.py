"""Documentation that cannot rot: links resolve, public functions are documented, every setting and Make target is named."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = (
    [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    + sorted((ROOT / "docs").rglob("*.md"))
    + [ROOT / "webgl/README.md"]
)
DOCUMENTED_ROOMS = ("apps/engine/", "apps/core/", "/services/", "/selectors")


def public_functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    found = []
    for path in sorted((ROOT / "apps").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not any(room in name for room in DOCUMENTED_ROOMS) or "/migrations/" in name or "/management/" in name:
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                found.append((f"{name}:{node.lineno} {node.name}", node))
    return found


def test_it_works() -> None:
    assert len(public_functions()) > 30


def test_public_functions_of_services_selectors_engine_and_core_have_docstrings() -> None:
    bare = [name for name, node in public_functions() if not ast.get_docstring(node)]
    assert not bare, f"no docstring: {bare}"


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "apps").rglob("*.py")
        if "/migrations/" not in str(p) and p.name not in ("apps.py", "__init__.py") and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert not silent, f"no module docstring: {silent}"


@pytest.mark.parametrize("path", DOCS, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_in_the_docs_resolve(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    targets = [t.split("#")[0] for t in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", t)]
    missing = [t for t in targets if t and not (path.parent / t).exists()]
    assert not missing, f"{path.name} links to nothing: {missing}"


def test_every_make_target_is_in_the_contributing_guide() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    words = (ROOT / "CONTRIBUTING.md").read_text() + (ROOT / "README.md").read_text()
    missing = [t for t in targets if f"make {t}" not in words]
    assert not missing, f"undocumented targets: {missing}"


def test_every_environment_variable_is_documented() -> None:
    code = "\n".join(p.read_text() for p in (ROOT / "bi_platform").rglob("*.py"))
    names = set(re.findall(r"[\"'](PILOTBA_[A-Z0-9_]+|DATABASE_URL|REDIS_URL|BROKER_URL)[\"']", code)) - {"PILOTBA_TEST_SERVICES"}
    guide = (ROOT / "docs/guide/settings.md").read_text()
    missing = sorted(n for n in names if f"`{n}`" not in guide)
    assert not missing, f"not in docs/guide/settings.md: {missing}"


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
