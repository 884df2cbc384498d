"""Database connections of the profiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .env import env_int, env_url

# FULL: an answer "accepted" is on the disk. Twice NORMAL's cost on a commit, 1-2 ms on an SSD.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"


def sqlite(path: Path, *, pragmas: str = _PRAGMAS, keep_seconds: int = 0) -> dict[str, Any]:
    """SQLite in WAL mode; transactions take the write lock at their start, so they wait instead of failing half-way.

    A thread keeps its connection for `keep_seconds` over requests: opening one and reading the schema costs 2 ms.
    """
    return {
        "CONN_MAX_AGE": keep_seconds,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def postgres(url: str, *, pool: bool) -> dict[str, Any]:
    """PostgreSQL through psycopg; with `pool`, connections are shared by the threads of a process."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if pool:
        options["pool"] = {"min_size": 1, "max_size": env_int("PILOTBA_DB_POOL", 10, low=1, high=200), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "localhost",
        "PORT": str(parts.port or 5432),
        "OPTIONS": options,
    }


def database_url() -> str:
    """Read DATABASE_URL (or DATABASE_URL_FILE)."""
    return env_url("DATABASE_URL", ("postgres", "postgresql"))
