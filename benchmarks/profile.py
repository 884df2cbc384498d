"""The whole profile of a version against one SUMMARIZE of the same hot file, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from apps.engine.ingest import ingest
from apps.engine.profile import profile

from .common import Row, interleaved, ratio_row
from .ingest import rows, sales_csv

_SUMMARIZE = """import duckdb, sys
con = duckdb.connect(sys.argv[1], read_only=True)
con.execute("SET enable_progress_bar=false")
con.execute("SUMMARIZE data").fetchall()
"""


def run(rounds: int = 5) -> list[Row]:
    """Everything the profile page shows, sandboxed, as a multiple of SUMMARIZE. BENCH_ROWS sets the rows (10,000,000)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hot = ingest(sales_csv(folder / "sales.csv", rows()), "sales.csv", None, folder / "v1").hot
        times = interleaved(rounds, {"ours": lambda: profile(hot), "summarize": lambda: _summarize(hot)}, warm_up=1)
    return [ratio_row(f"profile: {rows() / 1e6:g}M x 8 / SUMMARIZE", times["ours"], times["summarize"], 2.0)]


def _summarize(hot: Path) -> None:
    subprocess.run([sys.executable, "-c", _SUMMARIZE, str(hot)], check=True)
