"""Hot files and processes for the engine's tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from apps.engine.types import Source

ROWS = 300_000


def hot_file(path: Path, rows: int = ROWS, version: str = "v1", **rules: Any) -> Source:
    """A sales table as ingest leaves it: an enum, numbers, text, a date."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TYPE region AS ENUM ('EU', 'US', 'ASIA')")
        connection.execute(
            "CREATE TABLE data AS SELECT (['EU','US','ASIA'])[1 + i % 3]::region AS region, i AS id, i / 7 AS amount, "
            "'product ' || (i % 50) AS product, DATE '2024-01-01' + (i % 365)::INTEGER AS day FROM range(?) r(i)",
            [rows],
        )
    path.chmod(0o644)
    return Source("sales", "dataset1", version, str(path), (), **rules)


def wait_for(condition: Callable[[], Any], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"
