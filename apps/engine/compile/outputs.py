"""Columns of a result: their names, labels, types, and the expression each is computed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Grain, nearest
from ..types import ColumnType
from .scope import Operand
from .text import column

Role = Literal["dimension", "measure", "field"]


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One column of a result; `grain` is set for dimensions of time."""

    name: str
    label: str
    type: ColumnType
    role: Role
    grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """An output column with its expression."""

    column: OutputColumn
    sql: exp.Expr
    native: str = ""

    def within(self, table: str) -> Output:
        """The same column, read from a finished stage called `table`."""
        return Output(self.column, column(self.column.name, table), "")

    def operand(self) -> Operand:
        return Operand(self.sql, self.column.type, self.column.name, self.column.label, self.native)


class Names:
    """Gives out names that differ from each other also when case is ignored, as the engine compares them."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str | None, fallback: str, path: str) -> str:
        """Return `wanted`, which must be free, or `fallback` with a number behind it when taken."""
        if wanted is not None and wanted.lower() in self._taken:
            raise SpecInvalid(f'{path}: two columns of the result are called "{wanted}". Give one another name with `as`.', field=path)
        chosen = wanted or next(n for i in range(1, 999) if (n := fallback if i == 1 else f"{fallback}_{i}").lower() not in self._taken)
        self._taken.add(chosen.lower())
        return chosen


def find_output(outputs: Sequence[Output], text: str, path: str) -> Output:
    """Resolve a name of the result; raises SpecInvalid naming the nearest one."""
    found = next((o for o in outputs if o.column.name == text), None) or next(
        (o for o in outputs if o.column.name.lower() == text.lower()), None
    )
    if found is None:
        hint = nearest(text, [o.column.name for o in outputs])
        raise SpecInvalid(f'{path}: there is no column "{text}" in the result.{hint}', field=path)
    return found


def place_of(outputs: Sequence[Output], output: Output) -> int:
    """The column's place in the select list, from 1."""
    return [o.column.name for o in outputs].index(output.column.name) + 1


def words(text: str) -> str:
    """A label from a column name: `unit_price` becomes `Unit price`."""
    plain = text.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:] if plain else text
