"""Size ceilings: a file has at most 300 lines, a function at most 40 (its docstring not counted)."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES = 300
FUNCTION_LINES = 40
SOURCES = (".py", ".js", ".mjs", ".css", ".html")
MADE_BY_TOOLS = ("static/dist/", "/migrations/", "package-lock.json")


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in names if name and not any(part in name for part in MADE_BY_TOOLS) and (ROOT / name).is_file()]


def functions(path: Path) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node) is not None else None
            words = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
            found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1 - words))
    return found


def test_it_works() -> None:
    assert len(tracked()) > 50


def test_no_file_is_longer_than_the_ceiling() -> None:
    long = {str(p.relative_to(ROOT)): n for p in tracked() if p.suffix in SOURCES and (n := len(p.read_text().splitlines())) > FILE_LINES}
    assert not long, f"longer than {FILE_LINES} lines: {long}"


def test_no_function_is_longer_than_the_ceiling() -> None:
    code = [p for p in tracked() if p.suffix == ".py" and "tests" not in p.relative_to(ROOT).parts]
    long = [(name, lines) for path in code for name, lines in functions(path) if lines > FUNCTION_LINES]
    assert not long, f"longer than {FUNCTION_LINES} lines: {long}"


@pytest.mark.parametrize("suffix", [".py", ".js"])
def test_nothing_is_left_for_later(suffix: str) -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3)
    left = [
        f"{p.relative_to(ROOT)}: {m}"
        for p in tracked()
        if p.suffix == suffix
        for m in marks
        if f"{m} " in p.read_text() or f"{m}:" in p.read_text()
    ]
    assert not left, left
