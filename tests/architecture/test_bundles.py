"""The committed bundles are what the sources build. Needs Node and node_modules; in CI they are fetched and the check is required."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts import node

ROOT = Path(__file__).parents[2]
IN_CI = os.environ.get("CI", "").lower() == "true"


def with_node(*words: str) -> subprocess.CompletedProcess[str]:
    line = node.command(list(words))
    if line is None:
        _absent("there is no Node here")
    return subprocess.run(line, cwd=ROOT, env=node.environment(), capture_output=True, text=True, check=False, timeout=600)


def _absent(reason: str) -> None:
    if IN_CI:
        pytest.fail(f"CI has to check the bundles, but {reason}")
    pytest.skip(f"{reason}; `make build` installs what the bundles need")


@pytest.fixture(scope="module")
def modules() -> Path:
    folder = ROOT / "node_modules"
    if not (folder / "esbuild").is_dir() and IN_CI:
        done = with_node("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        assert done.returncode == 0, done.stderr
    if not (folder / "esbuild").is_dir():
        _absent("node_modules is not installed")
    return folder


def test_it_works() -> None:
    bundles = {path.name for path in (ROOT / "static/dist").iterdir()}
    assert {"app.js", "app.css", "webgl.js", "webgl.css", "webgl-worker.js", "icons.svg"} <= bundles


def test_committed_bundles_are_what_the_sources_build(modules: Path) -> None:
    done = with_node("node", "build.mjs", "--check")
    assert done.returncode == 0, done.stderr or done.stdout


def test_types_of_the_scripts_hold(modules: Path) -> None:
    if not (modules / "typescript").is_dir():
        _absent("TypeScript is not installed")
    done = with_node("node", "node_modules/typescript/bin/tsc", "-p", "jsconfig.json")
    assert done.returncode == 0, done.stdout


def test_bundles_evaluate_no_text(modules: Path) -> None:
    """The page's policy forbids eval and new Function; a bundle that calls them would break at run time."""
    for path in sorted((ROOT / "static/dist").rglob("*.js")):
        text = path.read_text()
        assert "new Function(" not in text, path.name
        assert "eval(" not in text.replace(".eval(", ""), path.name
