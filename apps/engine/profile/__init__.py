"""The profile of a version: everything D8 asks, measured in SQL over the hot file by a sandboxed process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..duck.sandbox import SandboxLimits, run_sandboxed
from ..readers.sniffing import scratch_folder
from ..types import Column

__all__ = ["profile"]

PROFILE_LIMITS = SandboxLimits(seconds=1800, cpu_seconds=3600, memory_mb=6144)


def profile(
    hot: Path,
    *,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    columns: Sequence[Column] = (),
    limits: SandboxLimits = PROFILE_LIMITS,
) -> dict[str, Any]:
    """Measure every column of the hot file and judge the whole; plain JSON.

    Keys: row_count, column_count, quality_score (0-1), quality_reasons, issues, duplicate_rows (exact), columns. `columns`
    gives the columns of the profile their ids by name. Raises QueryCancelled, QueryTimeout, EngineCrashed.
    """
    ids = {column.name: column.id for column in columns}
    with scratch_folder() as scratch:
        answer: dict[str, Any] = run_sandboxed(
            "apps.engine.profile.job:profile_job",
            {"hot": str(hot), "scratch": str(scratch)},
            read=[hot],
            write=[scratch],
            limits=limits,
            on_progress=progress,
            cancelled=cancelled,
        )
    return {**answer, "columns": [{"id": ids.get(column["name"]), **column} for column in answer["columns"]]}
