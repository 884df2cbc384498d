"""The sandboxed half of an ingest: one pass from the uploaded bytes to the files of a version, in a scratch folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ..errors import FileRefused
from ..readers.base import Desk, Report
from ..readers.options import ReadOptions
from ..readers.parquet import damaged
from ..readers.plan import make_plan
from ..readers.sniffing import open_file
from . import build, in_place
from .convert import text
from .rejects import write_rejects
from .settle import Settled, settle
from .stage import stage

MEMORY = "1100MB"
_POLL = 0.2


def ingest_job(args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Write data.parquet, data.duckdb and rejects.csv into `args["scratch"]`; the answer is IngestResult's plain form."""
    try:
        return _ingest(args, report)
    except duckdb.OutOfMemoryException as error:
        what = "temporary disk space" if "temp" in str(error) else "memory"
        raise FileRefused(f"The file needs more {what} than one import may use. Split it, or upload it as Parquet.", limit=what) from None
    except duckdb.Error as error:
        raise damaged(error) from error


def _ingest(args: dict[str, Any], report: Report) -> dict[str, Any]:
    scratch = Path(args["scratch"])
    with _connected(scratch, report) as (con, phase):
        phase(0.01, 0.05, "Looking at the file")
        opened = open_file(
            Path(args["path"]), args["filename"], ReadOptions.model_validate(args["options"]), Desk(scratch, report, whole=True)
        )
        plan = make_plan(opened)
        phase(0.05, 0.55, "Reading rows")
        staged = stage(con, opened, plan, scratch)
        phase(0.55, 0.62, "Checking values")
        settled, widened = settle(con, staged, plan.columns, plan.marks)
        rejected = write_rejects(con, staged, settled, scratch / "rejects.csv")
        shaped = build.shape(con, staged.relation, settled, staged.broken)
        phase(0.62, 0.80, "Building the fast form")
        if in_place.fits(con, staged, shaped):
            in_place.build_in_place(con, staged, shaped, scratch / "data.duckdb")
        else:
            build.build_hot(con, staged.relation, shaped, scratch / "data.duckdb")
        phase(0.80, 0.99, "Writing Parquet")
        build.build_parquet(con, scratch / "data.parquet")
        return {
            **_answer(con, scratch, settled, shaped.time_column),
            "rejected_count": rejected,
            "warnings": [*plan.warnings, *staged.warnings, *widened],
            "options": plan.options.model_dump(mode="json"),
        }


def rebuild_job(args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Make a hot file at `args["scratch"]` from our own Parquet file."""
    scratch = Path(args["scratch"])
    with _connected(scratch, report) as (con, phase):
        opened = open_file(Path(args["path"]), "data.parquet", ReadOptions(format="parquet"), Desk(scratch, report, whole=True))
        plan = make_plan(opened)
        staged = stage(con, opened, plan, scratch)
        phase(0.1, 0.3, "Checking values")
        settled, _ = settle(con, staged, plan.columns, plan.marks)
        shaped = build.shape(con, staged.relation, settled, None)
        phase(0.3, 0.95, "Building the fast form")
        build.build_hot(con, staged.relation, shaped, scratch / "data.duckdb")
        return _answer(con, scratch, settled, shaped.time_column)


def _answer(con: duckdb.DuckDBPyConnection, scratch: Path, settled: list[Settled], time_column: str | None) -> dict[str, Any]:
    kinds = [column.plan for column in settled]
    columns = [
        {"id": "", "name": name, "type": plan.type.value, "native": native}
        for plan, (name, native) in zip(kinds, build.described(con), strict=True)
    ]
    count = con.execute("SELECT count(*) FROM hot.data").fetchall()[0][0]
    con.execute("DETACH hot")
    rejects = scratch / "rejects.csv"
    files = {
        "parquet": str(scratch / "data.parquet"),
        "hot": str(scratch / "data.duckdb"),
        "rejects": str(rejects) if rejects.exists() else None,
    }
    return {**files, "columns": columns, "row_count": count, "time_column": time_column}


@contextmanager
def _connected(scratch: Path, report: Report) -> Iterator[tuple[duckdb.DuckDBPyConnection, Any]]:
    """A connection with limits, a staging database, and a thread that turns DuckDB's progress into ours."""
    con = duckdb.connect()
    con.execute(f"SET temp_directory={text(str(scratch / 'spill'))}")
    threads = min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    con.execute(f"SET threads={threads}; SET memory_limit='{MEMORY}'; SET enable_progress_bar=true; SET enable_progress_bar_print=false")
    con.execute(f"ATTACH {text(str(scratch / 'stage.duckdb'))} AS stage")
    span, stopped = [0.0, 0.0, ""], threading.Event()

    def phase(start: float, end: float, message: str) -> None:
        span[:] = [start, end, message]
        report(start, message)

    watcher = threading.Thread(target=_watch, args=(con, span, stopped, report), daemon=True)
    watcher.start()
    try:
        yield con, phase
    finally:
        stopped.set()
        watcher.join()
        con.close()


def _watch(con: duckdb.DuckDBPyConnection, span: list[Any], stopped: threading.Event, report: Report) -> None:
    while not stopped.wait(_POLL):
        done = con.query_progress()
        if 0 < done <= 100:
            report(span[0] + (span[1] - span[0]) * done / 100, span[2])
