"""Parts of a whole: what treemaps, sunbursts, pies and flows share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from .base import ChartData
from .words import grouped, moment, spoken

MOST = 400  # leaves; smaller ones than these cannot be seen


def amount(value: Any) -> float | None:
    """The value as a number; None for everything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def adds_up(spec: QuerySpec, label: str) -> str | None:
    """Why the first measure cannot be cut into parts, in words; sums and counts can."""
    if not spec.measures or spec.measures[0].agg in ("sum", "count"):
        return None
    return f"{label} shows parts of a whole: choose a sum or a count, for which the parts add up."


def share(part: float, whole: float) -> str:
    """A part as a percentage in words: "34 %"; below one half of a percent "under 1 %"."""
    if not whole:
        return "0 %"
    found = part / whole
    return "under 1 %" if 0 < found < 0.005 else f"{found:.0%}".replace("%", " %")


def others(count: int) -> str:
    """The name of a bucket of small ones."""
    return f"Others ({grouped(count)})"


@dataclass(frozen=True)
class Node:
    """One mark of a tree; `row` is the answer's row of a leaf, `top` the value of the first dimension it lies in."""

    id: str
    parent: str
    label: str
    value: float
    row: int | None
    top: Any
    path: tuple[Any, ...]


@dataclass(frozen=True)
class Tree:
    """Branches before their leaves; `unfit` rows are not above zero, `folded` ones lie in buckets of others."""

    nodes: list[Node]
    total: float
    unfit: int
    folded: int

    @property
    def largest(self) -> list[Node]:
        """The marks of the first level, largest first."""
        return sorted((node for node in self.nodes if not node.parent), key=lambda node: -node.value)

    def left_out(self) -> str:
        """The sentences about what is not drawn as a mark of its own."""
        unfit = (
            f" {grouped(self.unfit)} {'group has' if self.unfit == 1 else 'groups have'} no value above zero and no area."
            if self.unfit
            else ""
        )
        return unfit + (f" The {grouped(self.folded)} smallest groups are drawn as others; the table has all." if self.folded else "")


def tree(data: ChartData) -> Tree:
    """The answer as a tree of its dimensions; a branch is as large as what lies in it."""
    sizes = [amount(value) for value in data.values(data.measures[0])]
    paths = list(zip(*(data.values(column) for column in data.dimensions), strict=True))
    fit = [(row, size) for row, size in enumerate(sizes) if size is not None and size > 0]
    kept = {row for row, _ in sorted(fit, key=lambda one: -one[1])[:MOST]}
    leaves: dict[tuple[Any, ...], float] = {}
    rows: dict[tuple[Any, ...], int] = {}
    hidden: dict[tuple[Any, ...], int] = {}
    for row, size in fit:
        if row in kept:
            leaves[paths[row]], rows[paths[row]] = size, row
        else:
            bucket = (*paths[row][:-1], _Others)
            leaves[bucket] = leaves.get(bucket, 0) + size
            hidden[bucket] = hidden.get(bucket, 0) + 1
    nodes = _nodes(data.dimensions, leaves, rows, hidden)
    return Tree(nodes, sum(size for _, size in fit), len(sizes) - len(fit), len(fit) - len(kept))


class _Others:
    """Stands in a path where a bucket of small ones does."""


def _nodes(
    columns: Sequence[OutputColumn],
    leaves: dict[tuple[Any, ...], float],
    rows: dict[tuple[Any, ...], int],
    hidden: dict[tuple[Any, ...], int],
) -> list[Node]:
    sizes: dict[tuple[Any, ...], float] = {}
    for path, size in leaves.items():
        for depth in range(1, len(path) + 1):
            sizes[path[:depth]] = sizes.get(path[:depth], 0) + size
    ids = {path: str(place) for place, path in enumerate(sizes)}
    found = []
    for path, size in sizes.items():
        bucket = path[-1] is _Others
        label = others(hidden[path]) if bucket else moment(path[-1], columns[len(path) - 1])
        top = None if path[0] is _Others else path[0]
        found.append(Node(ids[path], ids.get(path[:-1], ""), label, size, rows.get(path), top, () if bucket else path))
    return found


def told(data: ChartData, found: Tree) -> str:
    """The sentence about a tree: its total, the largest first-level part and how many there are."""
    measure, first = data.measures[0], data.dimensions[0]
    if not found.nodes:
        return f"{measure.label} by {first.label.lower()}: no values above zero.{found.left_out()}"
    largest = found.largest
    by = " and ".join(column.label.lower() for column in data.dimensions)
    rest = f", followed by {largest[1].label} with {share(largest[1].value, found.total)}" if len(largest) > 1 else ""
    head = (
        f"{measure.label} by {by}: {spoken(found.total)} in all; {largest[0].label} is largest with {share(largest[0].value, found.total)}"
    )
    return f"{head}{rest}, of {grouped(len(largest))} {'group' if len(largest) == 1 else 'groups'}.{found.left_out()}"
