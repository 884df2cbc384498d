"""A million rows of three columns to browser-ready Arrow over HTTP, beside the same bytes as a file and the same rows as JSON."""

from __future__ import annotations

import contextlib
import http.client
import statistics
import time

import duckdb

from .common import Row, faster_row, interleaved, over_row, ratio_row
from .serve import Site, server

ARROW = "application/vnd.apache.arrow.stream"
BARE = "SELECT x, y, region FROM data"


def run(rounds: int = 9) -> list[Row]:
    """Whole answers first, then the time to the first byte beside the engine's own first batch."""
    with server() as site, contextlib.closing(duckdb.connect(str(site.hot), read_only=True)) as bare:
        site.static.write_bytes(_arrow(site).read())
        arrow = {"arrow": lambda: _whole(_arrow(site))}
        file = interleaved(rounds, {**arrow, "static": lambda: _whole(site.open("/bench/static"))})
        json = interleaved(rounds, {**arrow, "json": lambda: _whole(site.open(f"/bench/json?{site.hot}"))})  # apart: it upsets every cache
        first, engine = _first_bytes(site, bare, rounds)
        return [
            ratio_row("transfer: 1M x 3 Arrow over static file", file["arrow"], file["static"], 2.5),
            faster_row("transfer: 1M x 3 Arrow beside JSON rows", json["arrow"], json["json"], 20.0),
            over_row("transfer: first byte after engine's first batch", first, engine, 20.0),
        ]


def _question(site: Site) -> dict[str, object]:
    return {"dataset_id": site.dataset, "spec": {"rows": ["x", "y", "region"]}, "mode": "fresh"}


def _arrow(site: Site) -> http.client.HTTPResponse:
    return site.open("/api/v1/queries/execute", _question(site), ARROW)


def _whole(response: http.client.HTTPResponse) -> int:
    """Read as a client that begins with what is there: 64 kB, then the rest."""
    return len(response.read(65_536)) + len(response.read())


def _first_bytes(site: Site, bare: duckdb.DuckDBPyConnection, rounds: int) -> tuple[float, float]:
    """Median ms until the first bytes of the body are here, and until the bare engine has its first batch."""
    ours, engine = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        response = _arrow(site)
        response.read(1)
        ours.append((time.perf_counter() - began) * 1000)
        response.read()
        began = time.perf_counter()
        reader = bare.sql(BARE).to_arrow_reader(122_880)
        next(reader)
        engine.append((time.perf_counter() - began) * 1000)
        reader.close()
    return statistics.median(ours), statistics.median(engine)
