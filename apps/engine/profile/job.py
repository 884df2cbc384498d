"""The sandboxed half of a profile: run the scans, then put the figures together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb

from ..ingest.convert import text
from ..readers.base import Report
from ..types import ColumnType
from . import judge, measure
from .measure import QUANTILES, Measured
from .plain import moment, plain, rounded
from .semantic import pattern_of, semantic_type

MEMORY = "1100MB"


def profile_job(args: dict[str, Any], report: Report) -> dict[str, Any]:
    """Profile the hot file `args["hot"]`; spills into `args["scratch"]`."""
    con = duckdb.connect()
    threads = min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    con.execute(f"SET temp_directory={text(str(Path(args['scratch']) / 'spill'))}")
    con.execute(f"SET threads={threads}; SET memory_limit='{MEMORY}'; SET enable_progress_bar=false")
    con.execute(f"ATTACH {text(args['hot'])} AS hot (READ_ONLY)")
    rows = int(con.execute("SELECT count(*) FROM hot.data").fetchall()[0][0])
    columns = measure.describe(con)
    duplicates = measure_all(con, columns, rows, report)
    con.close()
    return assemble(columns, rows, duplicates)


def measure_all(con: duckdb.DuckDBPyConnection, columns: list[Measured], rows: int, report: Report) -> int:
    """Fill in every column and return the count of duplicate rows."""
    for chunk in measure.chunks(columns):
        measure.basics(con, chunk)
        measure.samples(con, chunk, rows)
    report(0.1, "Counting values")
    measure.quantiles(con, columns, rows)
    report(0.35, "Looking for outliers")
    measure.outliers(con, columns)
    for number, column in enumerate(columns):
        measure.histogram(con, column)
        measure.values(con, column, rows)
        report(0.4 + 0.4 * (number + 1) / len(columns), "Finding frequent values")
    report(0.8, "Looking for duplicate rows")
    return measure.duplicate_rows(con, columns, rows) if rows else 0


def assemble(columns: list[Measured], rows: int, duplicates: int) -> dict[str, Any]:
    """The profile as plain JSON."""
    described = [_column(column, rows) for column in columns]
    issues = [*judge.table_issues(duplicates, rows), *(item for column in described for item in column["issues"])]
    score, reasons = judge.quality(columns, issues, duplicates, rows)
    order = {"high": 0, "medium": 1, "low": 2}
    return {
        "row_count": rows,
        "column_count": len(columns),
        "quality_score": score,
        "quality_reasons": reasons,
        "issues": sorted(issues, key=lambda item: order[item["severity"]]),
        "duplicate_rows": duplicates,
        "columns": described,
    }


def _column(column: Measured, rows: int) -> dict[str, Any]:
    meaning = semantic_type(column, rows)
    is_text = column.type is ColumnType.TEXT
    pattern, share = pattern_of([str(value) for value in column.sample]) if is_text else (None, 0.0)
    missing = rows - column.filled
    time = column.type.value if column.type.is_temporal else None
    return {
        "name": column.name,
        "type": column.type.value,
        "semantic_type": meaning,
        "null_count": missing,
        "null_percentage": round(missing / rows * 100, 4) if rows else 0.0,
        "unique_count": column.distinct,
        "unique_is_exact": column.distinct_exact or not column.filled,
        "min": plain(column.low),
        "max": plain(column.high),
        "mean": moment(column.mean, time) if time else rounded(column.mean),
        "std_dev": rounded(column.deviation),
        "quantiles": _quantiles(column, time),
        "histogram": _histogram(column, time),
        "top_values": [
            {"value": _frequent(value, column.type), "count": count, "percentage": round(count / rows * 100, 4)}
            for value, count in column.top
        ],
        "pattern": pattern,
        "pattern_share": share,
        "lengths": dict(zip(("min", "mean", "max"), map(rounded, column.lengths), strict=True))
        if column.lengths and column.filled
        else None,
        "zero_count": column.zeros,
        "outliers": column.outliers,
        "issues": judge.column_issues(column, meaning, rows),
    }


def _frequent(value: str, kind: ColumnType) -> Any:
    """Frequent values arrive as text, whatever the column's type."""
    if kind.is_number:
        return int(value) if kind is ColumnType.INTEGER else rounded(float(value))
    return value == "true" if kind is ColumnType.BOOLEAN else plain(value)


def _quantiles(column: Measured, time: str | None) -> dict[str, Any]:
    """By percent, such as `p50` for the median."""
    return {
        f"p{round(q * 100)}": moment(value, time) if time else rounded(value) for q, value in zip(QUANTILES, column.quantiles, strict=False)
    }


def _histogram(column: Measured, time: str | None) -> list[dict[str, Any]]:
    """Bins with both ends; the last one holds its upper end too."""

    def end(value: float) -> Any:
        return moment(value, "timestamp") if time else rounded(value)

    return [{"from": end(low), "to": end(high), "count": count} for low, high, count in column.counts]
