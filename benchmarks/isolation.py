"""What the locked-down processes cost: the same query through the pool and on the shared instance in this process."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from apps.engine.duck.pool import Pool
from apps.engine.duck.shared import Instance
from apps.engine.types import Limits, Source

from .common import Row, interleaved, over_row, points_file, ratio_row

GROUPED = "SELECT region, sum(amount) FROM {} GROUP BY ALL"


def run(rounds: int = 15) -> list[Row]:
    """`select 1` and a group-by over a million rows: in-process against a warm worker."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = Source("points", "bench", "bench1", str(points_file(folder / "hot.duckdb")), ())
        instance, pool = Instance(folder), Pool(folder)
        try:
            inside, outside = GROUPED.format(f'"{source.catalog}"."data"'), GROUPED.format("points")
            one = _compare(rounds, instance, pool, source, ("SELECT 1", "SELECT 1"), 20)
            grouped = _compare(rounds, instance, pool, source, (inside, outside), 1)
            return [over_row("isolation: select 1", *one, 1.0), ratio_row("isolation: group 1M rows", *grouped, 1.5)]
        finally:
            pool.close()
            instance.close()


def _compare(rounds: int, instance: Instance, pool: Pool, source: Source, sql: tuple[str, str], calls: int) -> tuple[float, float]:
    limits = Limits()
    contestants: dict[str, Callable[[], object]] = {
        "inside": lambda: instance.open_stream(sql[0], [], [source], limits).table(),
        "pool": lambda: pool.open_stream(sql[1], [], [source], limits, tenant="bench", rights="bench").table(),
    }
    took = interleaved(rounds, contestants, calls=calls)
    return took["pool"], took["inside"]
