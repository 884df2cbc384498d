"""The categories of a cloud of points: at most eight of them are told apart, the commonest ones; the rest share the last place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

SLOTS = 8
"""Colours of the palette, and so counts of a bin."""


@dataclass(frozen=True, slots=True)
class Categories:
    """Values as text, commonest first, None for missing ones; `rest` is how many further values share the slot after them."""

    names: tuple[str | None, ...] = ()
    rest: int = 0

    @property
    def planes(self) -> int:
        """Counts that a bin has: one without categories."""
        return max(1, len(self.names) + bool(self.rest))

    def slot_sql(self, value: str) -> tuple[str, list[Any]]:
        """SQL of a row's slot from SQL of its category, and what is bound to it."""
        if self.planes == 1:
            return "0", []
        text = f"({value})::VARCHAR"
        cases = " ".join(f"WHEN {text} {'IS NULL' if name is None else '= ?'} THEN {slot}" for slot, name in enumerate(self.names))
        return f"(CASE {cases} ELSE {self.planes - 1} END)", [name for name in self.names if name is not None]

    def plain(self) -> list[Any]:
        """For JSON; `of_plain` reads it."""
        return [list(self.names), self.rest]

    @classmethod
    def of_plain(cls, plain: Sequence[Any]) -> Categories:
        """What `plain` wrote."""
        return cls(tuple(plain[0]), int(plain[1]))

    @classmethod
    def of_table(cls, found: pa.Table) -> Categories:
        """The answer of `common_sql`: all values when there are no more than slots, else one less and the rest."""
        names, values = found.column(0).to_pylist(), int(found.column(1)[0].as_py()) if found.num_rows else 0
        kept = names if values <= SLOTS else names[: SLOTS - 1]
        return cls(tuple(kept), values - len(kept))


def common_sql(listing: str, value: str) -> str:
    """SQL of the commonest values of a listing as text, and how many values there are in all."""
    return (
        f"SELECT v::VARCHAR AS name, count(*) OVER () AS many FROM (SELECT {value} AS v, count(*) AS n FROM {listing} GROUP BY v) "  # noqa: S608
        f"ORDER BY n DESC, name LIMIT {SLOTS}"
    )
