"""`make bench`: every benchmark in this folder, then one table. Name some to run only those; BENCH_ROUNDS sets the rounds (5)."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import time
import traceback

import benchmarks

from .common import Row

_NOT_ONE = ("__main__", "common")


def names() -> list[str]:
    """The benchmarks that there are."""
    return [
        module.name
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if module.name not in _NOT_ONE and not module.name.startswith("_")
    ]


def measure(name: str, rounds: int) -> list[Row] | None:
    """The rows of one benchmark; None when it failed, with the reason on stderr."""
    print(f"{name} …", file=sys.stderr, flush=True)
    began = time.perf_counter()
    try:
        rows: list[Row] = importlib.import_module(f"benchmarks.{name}").run(rounds)
    except Exception:
        traceback.print_exc()
        return None
    print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return rows


def table(rows: list[Row]) -> str:
    """The rows as a table of plain text."""
    width = max(len(row.name) for row in rows)
    head = f"{'benchmark':{width}}  {'ours ms':>11}  {'reference ms':>12}  {'ratio':>8}  {'target':>14}  met"
    lines = [
        f"{row.name:{width}}  {row.ours_ms:11,.2f}  {row.reference_ms:12,.2f}  {row.ratio:8.3f}  {row.target:>14}  "
        + ("yes" if row.met else "NO")
        for row in rows
    ]
    return "\n".join([head, "-" * len(head), *lines])


def main(wanted: list[str]) -> int:
    """Run and print; 1 when a benchmark could not run or missed its target."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    rounds = max(5, int(os.environ.get("BENCH_ROUNDS", "5")))
    results = [measure(name, rounds) for name in wanted or names()]
    rows = [row for found in results if found for row in found]
    if rows:
        print(table(rows))
    return 0 if None not in results and all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
