"""`make lint`: every check, then which of them failed. Nothing is changed; `make format` changes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import node

ROOT = Path(__file__).resolve().parents[1]
_PYTHON = sys.executable
_CODE = ["apps", "bi_platform", "scripts", "tests", "benchmarks", "manage.py"]


def checks() -> dict[str, list[str]]:
    """Name -> command."""
    tool = Path(_PYTHON).parent
    out = {
        "format": [str(tool / "ruff"), "format", "--check", "--quiet", "."],
        "ruff": [str(tool / "ruff"), "check", "--quiet", "."],
        "types": [str(tool / "mypy")],
        "layers": [str(tool / "lint-imports"), "--no-cache"],
        "templates": [str(tool / "djlint"), "templates", "--lint", "--quiet"],
        "security": [str(tool / "bandit"), "-c", "pyproject.toml", "-q", "-ll", "-r", "apps", "bi_platform"],
        "secrets": [_PYTHON, "-m", "scripts.secrets"],
        "advisories": [_PYTHON, "-m", "scripts.advisories"],
        "migrations": [_PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    }
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    line = node.command(["node", str(compiler.resolve()), "--project", "jsconfig.json"]) if compiler.exists() else None
    return out | ({"scripts' types": line} if line else {})


def run(name: str, line: list[str]) -> tuple[str, int, str, float]:
    """Run one check with its output held back."""
    started = time.monotonic()
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "bi_platform.settings.test"}
    done = subprocess.run(line, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return name, done.returncode, done.stdout, time.monotonic() - started


def main() -> int:
    """Two at a time; the output of what failed, then one line each."""
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda item: run(*item), checks().items()))
    for name, code, output, _ in results:
        if code:
            print(f"--- {name}\n{output.rstrip()}\n")
    for name, code, _, seconds in results:
        print(f"{'FAILED' if code else 'ok':6}  {name} ({seconds:.0f} s)")
    failed = [name for name, code, _, _ in results if code]
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
