"""Whether there is anything to prepare: a start that has nothing to do skips the migrations (1-2 s)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_VARIABLES = ("PILOTBA_PROFILE", "DATABASE_URL", "DATABASE_URL_FILE", "PILOTBA_ADMIN_EMAIL", "PILOTBA_ADMIN_PASSWORD", "PILOTBA_SAMPLE")


def state_of_code() -> str:
    """Digest of all migrations, the locked packages (their migrations count, too) and what the environment says."""
    digest = hashlib.sha256()
    for path in [*sorted(ROOT.glob("apps/*/migrations/[0-9]*.py")), ROOT / "requirements" / "base.txt"]:
        digest.update(path.name.encode() + path.read_bytes())
    for name in _VARIABLES:
        digest.update(f"{name}={os.environ.get(name, '')}".encode())
    return digest.hexdigest()


def is_prepared(home: Path) -> bool:
    """Tell whether this home was prepared by this code; a database elsewhere is always looked at."""
    if os.environ.get("PILOTBA_PROFILE", "embedded") != "embedded" or not (home / "pilotba.sqlite3").exists():
        return False
    stamp = home / "prepared"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == state_of_code()


def set_prepared(home: Path) -> None:
    """Remember that it was."""
    (home / "prepared").write_text(state_of_code(), encoding="utf-8")
