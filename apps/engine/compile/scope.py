"""Which columns a query can name, and what each name means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Join, nearest
from ..types import Column, ColumnType, Source
from .text import MARK, column

_ZONED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")


@dataclass(frozen=True, slots=True)
class Operand:
    """Something with a type that a condition, dimension or measure works on."""

    sql: exp.Expr
    type: ColumnType
    name: str
    label: str = ""
    native: str = ""

    @property
    def zoned(self) -> bool:
        """True for moments (with a time zone); wall-clock timestamps and dates never shift."""
        return self.native.upper() in _ZONED


@dataclass(frozen=True, slots=True)
class Table:
    """A source under the name it has in this query."""

    alias: str
    source: Source


class Scope:
    """The sources of one query: the base first, then the joined ones in order."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tuple(tables)
        for table in tables:
            if any(MARK in c.name for c in table.source.columns) or MARK in table.alias:
                raise SpecInvalid("A column name holds a NUL character. Rename the column.", field="dataset")

    @property
    def base(self) -> Table:
        return self.tables[0]

    def find(self, text: str, path: str) -> Operand:
        """Resolve `column`, `table.column` or a column id; raises SpecInvalid naming the nearest column."""
        found = _in_table(self.base, text) or self._qualified(text) or self._elsewhere(text, path)
        if found is None:
            known = _told(self.base.source)
            known += [f"{t.alias}.{name}" for t in self.tables[1:] for name in _told(t.source)]
            raise SpecInvalid(f'{path}: there is no column "{text}" in {self.base.alias}.{nearest(text, known)}', field=path)
        return found

    def _qualified(self, text: str) -> Operand | None:
        for table in self.tables:
            prefix = f"{table.alias}."
            if text.lower().startswith(prefix.lower()):
                return _in_table(table, text[len(prefix) :])
        return None

    def _elsewhere(self, text: str, path: str) -> Operand | None:
        hits = [(t.alias, found) for t in self.tables[1:] if (found := _in_table(t, text))]
        if len(hits) > 1:
            names = ", ".join(f"{alias}.{text}" for alias, _ in hits)
            raise SpecInvalid(f'{path}: "{text}" is in more than one dataset. Write one of {names}.', field=path)
        return hits[0][1] if hits else None


def _told(source: Source) -> list[str]:
    """The names that an error may tell: whoever has no right to a column's values is not pointed to it either."""
    return [c.name for c in source.shown if not source.mask_of(c)]


def _in_table(table: Table, text: str) -> Operand | None:
    """By name, else by id, else by name in any case."""
    columns = table.source.shown
    found = (
        next((c for c in columns if c.name == text), None)
        or next((c for c in columns if c.id == text), None)
        or next((c for c in columns if c.name.lower() == text.lower()), None)
    )
    return operand(found, table.alias) if found else None


def operand(of: Column, table: str) -> Operand:
    """A source's column as something to compute with; `table` is the source's alias."""
    return Operand(column(of.name, table), of.type, of.name, of.label, of.native)


def open_scope(dataset: str, joins: Sequence[Join], sources: Mapping[str, Source]) -> Scope:
    """Look up the base and the joined sources; a dataset that comes twice gets `_2` behind its name."""
    if not dataset and len(sources) == 1:
        dataset = next(iter(sources))
    wanted = [("dataset", dataset), *((f"joins.{i}.dataset", j.dataset) for i, j in enumerate(joins))]
    tables: list[Table] = []
    for path, key in wanted:
        if key not in sources:
            raise SpecInvalid(f'{path}: there is no dataset "{key}", or it is not shared with you.', field=path)
        tables.append(Table(_free_alias(sources[key].name, tables), sources[key]))
    return Scope(tables)


def _free_alias(text: str, taken: Sequence[Table]) -> str:
    used = {t.alias.lower() for t in taken}
    return text if text.lower() not in used else next(f"{text}_{n}" for n in range(2, 99) if f"{text}_{n}".lower() not in used)
