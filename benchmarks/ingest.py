"""Ingest of a CSV against DuckDB's own COPY to Parquet, each in a process of its own, and the memory that it takes.

Ours makes both the Parquet and the hot file, sandboxed and brought to disk. BENCH_ROWS sets the rows (10,000,000).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from apps.engine.ingest import ingest

from .common import Row, interleaved, ratio_row

_NAMES = "['North America','South America','Western Europe','Eastern Europe','Middle East','Africa','South Asia','East Asia','Oceania']"
_ROW = f"""strftime(TIMESTAMP '2022-01-01' + to_seconds((i * 94608000.0 / {{rows}})::BIGINT + (hash(i) % 7200)::BIGINT),
             '%Y-%m-%d %H:%M:%S') AS ts,
    {_NAMES}[1 + (hash(i + 1) % 9)::INT] AS region,
    'Product-' || lpad((pow((hash(i + 2) % 1000000) / 1e6, 3) * 500)::INT::VARCHAR, 3, '0') AS product,
    (pow((hash(i + 3) % 1000000) / 1e6, 4) * 1000000)::INT AS customer_id,
    CASE WHEN hash(i + 4) % 50 > 0 THEN round(exp(3.2 + 0.9 * ((hash(i + 5) % 1000) / 500.0 - 1)), 2) END AS amount,
    CASE WHEN hash(i + 6) % 100 > 0 THEN 1 + (hash(i + 7) % 6)::INT END AS quantity,
    round((hash(i + 8) % 40) * 8.0 - 160 + (hash(i + 9) % 100000) / 25000.0, 5) AS x,
    round((hash(i + 8) % 40) * 3.0 - 60 + (hash(i + 10) % 100000) / 25000.0, 5) AS y"""
_COPY = """import duckdb, sys
con = duckdb.connect()
con.execute("SET enable_progress_bar=false")
con.execute(f"COPY (FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)")
"""
_MEASURE = """import resource, sys
from pathlib import Path
from apps.engine.ingest import ingest
ingest(Path(sys.argv[1]), "sales.csv", None, Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def rows() -> int:
    return int(os.environ.get("BENCH_ROWS", "10_000_000"))


def sales_csv(path: Path, count: int) -> Path:
    """A CSV of eight columns: time in order with jitter, two texts, an id, two numbers with gaps, a pair of coordinates."""
    with duckdb.connect() as con:
        con.execute("SET enable_progress_bar=false")
        con.execute(f"COPY (SELECT {_ROW.format(rows=count)} FROM range({count}) t(i)) TO '{path}' (HEADER)")
    return path


def run(rounds: int = 5) -> list[Row]:
    """The time against COPY, and the peak memory of the sandboxed process in MB against 2,048."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = sales_csv(folder / "sales.csv", rows())
        ours, theirs = folder / "ours", folder / "theirs.parquet"
        times = interleaved(rounds, {"ours": lambda: _ours(source, ours), "copy": lambda: _copy(source, theirs)}, warm_up=1)
        peak = _peak_mb(source, ours)
    title = f"ingest: CSV {rows() / 1e6:g}M x 8"
    memory = Row(f"{title}, peak MB", peak, 2048, peak / 2048, "< 2,048 MB", peak < 2048)
    return [ratio_row(f"{title} / COPY to Parquet", times["ours"], times["copy"], 1.5), memory]


def _ours(source: Path, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    ingest(source, "sales.csv", None, out)


def _copy(source: Path, target: Path) -> None:
    subprocess.run([sys.executable, "-c", _COPY, str(source), str(target)], check=True)


def _peak_mb(source: Path, out: Path) -> float:
    """Peak resident memory of an ingest's child, measured by a process that has no other children."""
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run([sys.executable, "-c", _MEASURE, str(source), str(out)], check=True, capture_output=True, text=True)
    return float(done.stdout) / 1024
