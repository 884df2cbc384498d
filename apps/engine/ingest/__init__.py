"""Ingest: an uploaded file becomes an immutable version, a Parquet file and a hot DuckDB file, or nothing at all.

Cells: a column's guessed type stands when at least 95 % of its values fit; rows with other values are rejected with their
line numbers, and below 95 % the column is widened. `accepted + rejected` is always the number of data rows.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..duck.sandbox import SandboxLimits, run_sandboxed
from ..readers.options import ReadOptions
from ..readers.sniffing import scratch_folder
from ..types import Column
from .result import IngestResult

__all__ = ["IngestResult", "ingest", "rebuild_hot"]

INGEST_LIMITS = SandboxLimits(seconds=3600, cpu_seconds=7200, memory_mb=6144)
Progress = Callable[[float, str], None]


def ingest(
    path: Path,
    filename: str,
    options: ReadOptions | None,
    out_dir: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    previous: Sequence[Column] = (),
    limits: SandboxLimits = INGEST_LIMITS,
) -> IngestResult:
    """Read the file in a sandboxed process and leave `data.parquet`, `data.duckdb` and perhaps `rejects.csv` in `out_dir`.

    The files appear under these names only when all are complete and on disk. Columns named as in `previous` keep its ids.
    Raises FileRefused (nothing usable in the file, with words and where), QueryCancelled, QueryTimeout, EngineCrashed.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    args = {"path": str(path), "filename": filename, "options": (options or ReadOptions()).model_dump(mode="json")}
    with scratch_folder(out_dir) as scratch:
        answer = _run("ingest_job", {**args, "scratch": str(scratch)}, path, scratch, limits, progress, cancelled)
        for key in ("parquet", "hot", "rejects"):
            answer[key] = str(_settled(Path(answer[key]), out_dir)) if answer[key] else None
        _sync(out_dir)
    return IngestResult.from_dict({**answer, "columns": with_ids(answer["columns"], previous)})


def rebuild_hot(parquet: Path, hot: Path, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> Path:
    """Make the hot file again from a version's Parquet file; it appears under its name complete or not at all."""
    hot.parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(hot.parent) as scratch:
        args = {"path": str(parquet), "scratch": str(scratch)}
        answer = _run("rebuild_job", args, parquet, scratch, INGEST_LIMITS, progress, cancelled)
        _sync(Path(answer["hot"]))
        Path(answer["hot"]).replace(hot)
        _sync(hot.parent)
    return hot


def _run(
    name: str,
    args: dict[str, Any],
    source: Path,
    scratch: Path,
    limits: SandboxLimits,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> dict[str, Any]:
    function = f"apps.engine.ingest.job:{name}"
    answer: dict[str, Any] = run_sandboxed(
        function, args, read=[source], write=[scratch], limits=limits, on_progress=progress, cancelled=cancelled
    )
    return answer


def with_ids(columns: list[dict[str, Any]], previous: Sequence[Column]) -> list[dict[str, Any]]:
    """Give each column the id that a column of the same name had before, or a new one."""
    known = {column.name: column.id for column in previous}
    return [{**column, "id": known.get(column["name"]) or f"c_{secrets.token_hex(5)}"} for column in columns]


def _settled(made: Path, out_dir: Path) -> Path:
    """Bring one finished file to disk and under its final name."""
    _sync(made)
    return made.replace(out_dir / made.name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
