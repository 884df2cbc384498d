"""Rows of the table of benchmarks, and timing that is fair: the contestants take turns, medians are compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class Row:
    """One measured promise. Times in ms; `ratio` is ours over the reference; `target` in words; `met` whether it holds."""

    name: str
    ours_ms: float
    reference_ms: float
    ratio: float
    target: str
    met: bool


def ratio_row(name: str, ours_ms: float, reference_ms: float, at_most: float) -> Row:
    """A promise of the form: at most so many times the reference."""
    ratio = ours_ms / reference_ms
    return Row(name, ours_ms, reference_ms, ratio, f"<= {at_most:g}x", ratio <= at_most)


def faster_row(name: str, ours_ms: float, reference_ms: float, at_least: float) -> Row:
    """A promise of the form: at least so many times faster than the reference."""
    ratio = ours_ms / reference_ms
    return Row(name, ours_ms, reference_ms, ratio, f">= {at_least:g}x faster", reference_ms / ours_ms >= at_least)


def over_row(name: str, ours_ms: float, reference_ms: float, at_most_ms: float) -> Row:
    """A promise of the form: at most so many milliseconds over the reference."""
    return Row(name, ours_ms, reference_ms, ours_ms / reference_ms, f"<= +{at_most_ms:g} ms", ours_ms - reference_ms <= at_most_ms)


def within_row(name: str, ours_ms: float, at_most_ms: float) -> Row:
    """A promise of the form: at most so many milliseconds in all."""
    return Row(name, ours_ms, at_most_ms, ours_ms / at_most_ms, f"<= {at_most_ms:g} ms", ours_ms <= at_most_ms)


def interleaved(rounds: int, contestants: Mapping[str, Callable[[], object]], warm_up: int = 2, calls: int = 1) -> dict[str, float]:
    """Median ms of each contestant; each round runs all of them once (`calls` times), so that a slow moment hits all."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    gc.collect()
    for turn in range(rounds + warm_up):
        for name, work in contestants.items():
            began = time.perf_counter()
            for _ in range(calls):
                work()
            if turn >= warm_up:
                times[name].append((time.perf_counter() - began) * 1000 / calls)
    return {name: statistics.median(taken) for name, taken in times.items()}


def points_file(path: Path, rows: int = 1_000_000) -> Path:
    """A hot file of `rows` points: float32 x and y in the columns x, y, a category of nine, an amount, a day."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("SELECT setseed(0.5)")
        connection.execute("CREATE TYPE kind AS ENUM ('k0','k1','k2','k3','k4','k5','k6','k7','k8')")
        connection.execute(
            "CREATE TABLE data AS SELECT (random() * 1000)::FLOAT AS x, (random() * 1000)::FLOAT AS y, ('k' || (i % 9))::kind AS region, "
            "random() * 500 AS amount, DATE '2024-01-01' + (i % 700)::INTEGER AS day, i AS id FROM range(?) r(i)",
            [rows],
        )
    return path
