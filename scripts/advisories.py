"""Known vulnerabilities of what is pinned: pip-audit and npm audit. A finding fails; an advisory service out of reach does not.

`python -m scripts.advisories` prints one line for each side; exit status 1 for a finding.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from . import node

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 90
# Advisories that do not apply here: id -> why, and until when that holds.
ACCEPTED: dict[str, str] = {}


def python_findings(report: str) -> list[str] | None:
    """What pip-audit found, as lines; None when it could not ask."""
    told = _json(report)
    if told is None:
        return None
    return [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for package in told.get("dependencies", [])
        for found in package.get("vulns", [])
        if not {found["id"], *found.get("aliases", [])} & set(ACCEPTED)
    ]


def node_findings(report: str) -> list[str] | None:
    """What npm audit found, as lines; None when it could not ask."""
    told = _json(report)
    if told is None or "vulnerabilities" not in told:
        return None
    return [f"{name}: {found['severity']}" for name, found in told["vulnerabilities"].items() if found["severity"] in ("high", "critical")]


def _json(report: str) -> dict[str, Any] | None:
    try:
        told = json.loads(report)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _run(line: list[str]) -> str:
    try:
        return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def main() -> int:
    """Ask both; say what was found or that nobody could be asked."""
    tool = str(Path(sys.executable).parent / "pip-audit")
    asked = {
        "Python": python_findings(_run([tool, "-r", "requirements/scaled.txt", "--disable-pip", "-f", "json", "--progress-spinner", "off"]))
    }
    npm = node.command(["npm", "audit", "--json", "--omit=dev"])
    asked["front end"] = node_findings(_run(npm)) if npm else None
    for side, found in asked.items():
        print(
            f"{side}: {'the advisory service cannot be reached, not checked' if found is None else f'{len(found)} known vulnerabilities'}"
        )
        for line in found or ():
            print(f"  {line}")
    return 1 if any(asked.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
