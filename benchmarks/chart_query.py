"""What asking through the API costs over the bare engine, and what a cached answer costs in all."""

from __future__ import annotations

import contextlib

import duckdb

from .common import Row, interleaved, over_row, within_row
from .serve import Site, server

SPEC = {
    "dimensions": [{"field": "region"}],
    "measures": [{"agg": "sum", "field": "amount", "as": "total"}],
    "sort": [{"by": "total", "dir": "desc"}],
}
BARE = "SELECT region, sum(amount) AS total FROM data GROUP BY region ORDER BY total DESC"


def run(rounds: int = 15) -> list[Row]:
    """Sum by category over a million rows: in this process, through the API, and through the API from its cache."""
    with server() as site, contextlib.closing(duckdb.connect(str(site.hot), read_only=True)) as bare:
        took = interleaved(
            rounds,
            {"bare": lambda: bare.execute(BARE).fetchall(), "api": lambda: _ask(site, "fresh"), "cached": lambda: _ask(site, "cached")},
            5,
        )
        return [
            over_row("chart query: API over bare engine", took["api"], took["bare"], 12.0),
            within_row("chart query: cached, in all", took["cached"], 10.0),
        ]  # fmt: skip


def _ask(site: Site, mode: str) -> bytes:
    return site.post("/api/v1/queries/execute", {"dataset_id": site.dataset, "spec": SPEC, "mode": mode})
