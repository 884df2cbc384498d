"""`make test`: every test that this machine can run, then one line with the total.

Python tests run embedded; where PostgreSQL and Redis answer, the applications' tests run again on them and on an S3 server
(REQUIRE_SERVICES=1 makes their absence a failure). Node's tests run where there is Node. Extra words go to pytest.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from . import node, services

ROOT = Path(__file__).resolve().parents[1]
_LEAST_COVERAGE = 90
_BROWSER = "tests/browser"
# Not run again on services: no database in them, or processes of their own.
_PICTURES = ("tests/charts/test_pictures.py", "tests/charts/test_picture_shapes.py")
_EMBEDDED_ONLY = ("tests/engine", "tests/architecture", _BROWSER, "tests/faults", *_PICTURES)
_PROCESSES = ("tests/core", "tests/ops")


@dataclass
class Outcome:
    """One part of the run."""

    name: str
    code: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""


def pytest(name: str, words: list[str], environ: dict[str, str] | None = None, processes: str = "") -> Outcome:
    """Run pytest on two processes (or so many), echo its output, count."""
    many = processes or os.environ.get("PILOTBA_TEST_PROCESSES", "2")
    line = [sys.executable, "-m", "pytest", "-n", many, "--dist", "loadfile", *words]
    print(f"== {name}", flush=True)
    with subprocess.Popen(line, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        last = ""
        for text in process.stdout:
            print(text, end="", flush=True)
            last = text if re.search(r"\d+ (passed|failed|error)", text) else last
    return Outcome(
        name, process.returncode, _count(last, "passed"), _count(last, "failed") + _count(last, "error"), _count(last, "skipped")
    )


def _count(line: str, word: str) -> int:
    found = re.search(rf"(\d+) {word}", line)
    return int(found[1]) if found else 0


def embedded(words: list[str]) -> Outcome:
    """All but the browser, with coverage when nothing was left out."""
    if words:
        return pytest("embedded", words)
    return pytest("embedded", [f"--ignore={_BROWSER}", "--cov", "--cov-report=term", f"--cov-fail-under={_LEAST_COVERAGE}"])


def in_browser() -> Outcome:
    """A real product in a real Chromium, alone: its driver keeps an event loop running, which database tests refuse."""
    return pytest("browser", [_BROWSER], processes="0")


def on_services(words: list[str]) -> Outcome:
    """The applications' tests on PostgreSQL, Redis and S3."""
    name = "PostgreSQL, Redis, S3"
    if absent := services.missing():
        wanted = os.environ.get("REQUIRE_SERVICES") == "1"
        return Outcome(name, int(wanted), failed=int(wanted), note=f"not reachable: {', '.join(absent)}")
    with services.environment() as environ:
        return _sum(name, [pytest(name, part, environ) for part in ([words] if words else _on_services())])


def _on_services() -> list[list[str]]:
    """What holds processes and sockets runs apart from what only asks the database: they upset each other's forks."""
    rest = [f"--ignore={folder}" for folder in (*_EMBEDDED_ONLY, *_PROCESSES)]
    return [list(_PROCESSES), rest]


def _sum(name: str, parts: list[Outcome]) -> Outcome:
    code = max(part.code for part in parts)
    return Outcome(name, code, *(sum(getattr(part, what) for part in parts) for what in ("passed", "failed", "skipped")))


def in_node() -> Outcome:
    """Tests of the drawing module and the page's scripts."""
    files = [
        str(path.relative_to(ROOT)) for folder in ("webgl/test", "static/js/test") for path in sorted((ROOT / folder).glob("*.test.*js"))
    ]
    line = node.command(["node", "--test", *files])
    if line is None or not files:
        return Outcome("Node", 0, note="no Node here" if files else "no tests")
    print("== Node", flush=True)
    done = subprocess.run(line, cwd=ROOT, env=node.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    passed, failed = _tap(done.stdout, "pass"), _tap(done.stdout, "fail")
    print(done.stdout if done.returncode else f"{passed} passed", flush=True)
    return Outcome("Node", done.returncode, passed, failed)


def _tap(text: str, word: str) -> int:
    found = re.search(rf"^\S+ {word} (\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else 0


def main(words: list[str]) -> int:
    """Run all parts; 0 only when all of them passed."""
    started = time.monotonic()
    results = [embedded(words), on_services(words), *([] if words else [in_browser(), in_node()])]
    print()
    for part in results:
        extra = f" ({part.note})" if part.note else ""
        print(
            f"{'FAILED' if part.code else 'ok':6}  {part.name}: {part.passed} passed, {part.failed} failed, {part.skipped} skipped{extra}"
        )
    failed = any(part.code for part in results)
    passed, wrong = sum(part.passed for part in results), sum(part.failed for part in results)
    print(f"{time.monotonic() - started:.0f} s")
    print(f"Total: {passed} passed, {wrong} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
