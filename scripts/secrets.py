"""Looks for keys and tokens in every tracked file. A line that only looks like one says `not-a-secret` in it.

`python -m scripts.secrets` prints file, line and kind, never the secret; exit status 1 when something is there.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FINE = "not-a-secret"
SHAPES = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\S{16}|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*$"),
    "AWS key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b"),
    "GitLab token": re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}\b"),
    "Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20,}\b"),
    "Stripe key": re.compile(r"\b[rs]k_live_[A-Za-z0-9]{20,}\b"),
    "Google key": re.compile(r"\bAIza[A-Za-z0-9_-]{35}\b"),
    "model provider's key": re.compile(r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{40,}\b"),
    "package registry token": re.compile(r"\b(?:pypi-AgEIcHl[A-Za-z0-9_-]{40,}|npm_[A-Za-z0-9]{36})"),
    "password in an address": re.compile(
        r"\b(?:postgres(?:ql)?|mysql|redis|amqp|smtp)s?://[^\s:/@]+:(?!(?:password|secret|example|\$|\{|…|x+@))[^\s@/{}$]{8,}@"
    ),
}
_SKIPPED = (".lock", "package-lock.json", ".png", ".ico", ".woff2", ".parquet", ".xlsx", ".gz", ".zip", ".pdf")


def scan(text: str) -> list[tuple[int, str]]:
    """Line number and kind of everything in the text that has the shape of a secret."""
    lines = text.splitlines()
    return [(at, kind) for at, line in enumerate(lines, 1) if FINE not in line for kind, shape in SHAPES.items() if shape.search(line)]


def tracked() -> list[Path]:
    """The files that a commit would carry."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in names.splitlines() if not name.endswith(_SKIPPED) and not name.startswith("static/dist/")]
    return [path for path in paths if path.is_file() and path.stat().st_size < 2**20]


def main() -> int:
    """Every finding on a line of its own."""
    found = [(path, at, kind) for path in tracked() for at, kind in scan(path.read_text(encoding="utf-8", errors="ignore"))]
    for path, at, kind in found:
        print(f"{path.relative_to(ROOT)}:{at}: looks like a {kind}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
