"""The WebGL module against its peers: one harness run for each case, and the promises that are read from it.

The harness is a folder with `run.mjs` that measures adapters in one browser each and appends a JSON row for each to a file:
first_ms, pan_ms, p95_ms, settle_ms, heap and backing in bytes. Ratios are taken within one run only.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .common import Row, ratio_row, within_row

ADAPTERS = Path(__file__).parents[1] / "webgl/bench"
Measured = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Promise:
    """At most `at_most` times a peer's value of the same field (of the best of several peers)."""

    field: str
    peers: tuple[str, ...]
    at_most: float


@dataclass(frozen=True, slots=True)
class Case:
    """One run: kind and size, our adapter and its options, and what is promised of it."""

    title: str
    kind: str
    rows: int
    promises: tuple[Promise, ...]
    adapter: str = "adapter.js"
    options: str = "{}"
    p95_ms: float | None = None

    @property
    def peers(self) -> list[str]:
        """Every peer once, in order."""
        return list(dict.fromkeys(peer for promise in self.promises for peer in promise.peers))


_FIELDS = {
    "first_ms": "first picture",
    "pan_ms": "pan frame",
    "p95_ms": "95th percentile of frames",
    "settle_ms": "full picture at rest",
    "memory": "memory of the page (MB)",
}
_FLOOR, _REGL = ("floor",), ("regl-scatterplot",)


def cases(points: int) -> list[Case]:
    """What is promised, for so many points as the large case."""
    large = (
        Promise("first_ms", _FLOOR, 0.10),
        Promise("first_ms", _REGL, 0.05),
        Promise("pan_ms", _FLOOR, 0.005),
        Promise("p95_ms", _FLOOR, 0.008),
        Promise("settle_ms", _FLOOR, 1.2),
        Promise("memory", _REGL, 0.25),
    )
    million = (Promise("pan_ms", _FLOOR, 0.03), Promise("pan_ms", ("regl-scatterplot", "plotly-gl", "deckgl"), 0.05))
    lines = (Promise("first_ms", ("uplot",), 0.3), Promise("pan_ms", ("uplot",), 0.12))
    return [
        Case("points", "scatter", points, large, p95_ms=25),
        Case("points", "scatter", 1_000_000, million),
        Case("Arrow bytes", "scatter", points, (Promise("first_ms", ("floor-arrow",), 1.1),), adapter="adapter-arrow.js"),
        Case("GPU path", "scatter", 1_000_000, (Promise("first_ms", _FLOOR, 1.2),), options='{"renderer":"gpu"}'),
        Case("lines", "line", points, lines),
    ]


def measure(place: Path, points: int, rounds: int) -> list[Row]:
    """The rows of every promise."""
    return [row for case in cases(points) for row in _rows(case, _run(place, case, rounds))]


def _run(place: Path, case: Case, rounds: int) -> Measured:
    script = place / "run.mjs" if place.is_dir() else place
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.jsonl"
        size = ["--line-n" if case.kind == "line" else "--n", str(case.rows)]
        words = ["--adapter", str(ADAPTERS / case.adapter), "--only", ",".join(case.peers), "--kinds", case.kind, *size]
        words += ["--opts", case.options, "--rounds", str(rounds), "--budget", "5000", "--out", str(out)]
        subprocess.run(["node", str(script), *words], check=True, stdout=subprocess.DEVNULL)
        return medians([json.loads(line) for line in out.read_text().splitlines()])


def medians(rows: list[dict[str, Any]]) -> Measured:
    """By adapter, the median of each field over the rounds. Ours is called `ours` and must not fail; a peer that failed has no place."""
    found: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        name = "ours" if row["adapter"].endswith(".js") else row["adapter"]
        if row.get("fail") and name == "ours":
            raise RuntimeError(f"the harness failed: {row['fail']}")
        if row.get("fail"):
            continue
        values = {**row, "memory": (row["heap"] + row["backing"]) / 2**20}
        for field in _FIELDS:
            if values.get(field) is not None:
                found.setdefault(name, {}).setdefault(field, []).append(values[field])
    return {name: {field: statistics.median(taken) for field, taken in fields.items()} for name, fields in found.items()}


def _rows(case: Case, found: Measured) -> list[Row]:
    ours = found["ours"]
    size = f"{case.rows // 1_000_000}M" if case.rows >= 1_000_000 else f"{case.rows:,}"
    name = f"WebGL: {size} {case.title}"
    rows = []
    for promise in case.promises:
        values = {peer: _value(found[peer], promise.field) for peer in promise.peers if peer in found}
        if not values:
            continue  # no peer could do it at all
        best = min(values, key=lambda peer: values[peer])
        rows.append(ratio_row(f"{name}, {_FIELDS[promise.field]}, over {best}", ours[promise.field], values[best], promise.at_most))
    if case.p95_ms is not None:
        rows.append(within_row(f"{name}, {_FIELDS['p95_ms']}", ours["p95_ms"], case.p95_ms))
    return rows


def _value(peer: dict[str, float], field: str) -> float:
    """A peer that draws everything each time has no level of detail: its frame counts where ours settles or has outliers."""
    return peer.get(field) or peer["pan_ms"]
