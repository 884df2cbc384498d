"""The answers of the gallery's questions over a small sample, by the real compiler and engine, without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from apps.charts.examples import EXAMPLES
from apps.charts.kinds import ChartData, ChartKind, get
from apps.charts.kinds.labels import labelled
from apps.datasets.sample import make_retail
from apps.engine.compile import compile_spec
from apps.engine.spec import QuerySpec
from apps.engine.types import Column, ColumnType, Source
from apps.queries.services.plain import plain_rows

ROWS = 20_000
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_TYPES = {"VARCHAR": ColumnType.TEXT, "TIMESTAMP": ColumnType.TIMESTAMP, "DATE": ColumnType.DATE, "BOOLEAN": ColumnType.BOOLEAN}


class Shop:
    """A small sample in a DuckDB file that answers questions."""

    def __init__(self, folder: Path) -> None:
        make_retail(folder / "orders.parquet", rows=ROWS)
        self.con = duckdb.connect()
        self.con.execute(f"ATTACH ':memory:' AS v_1; CREATE TABLE v_1.data AS FROM '{folder / 'orders.parquet'}'")
        told = self.con.execute("SELECT column_name, column_type FROM (DESCRIBE v_1.data)").fetchall()
        columns = tuple(Column(name, name, _type(kind)) for name, kind in told)
        self.sources = {"shop": Source("orders", "shop", "1", "", columns)}

    def answer(self, question: QuerySpec) -> tuple[tuple[Any, ...], pa.Table]:
        """Columns and rows."""
        compiled = compile_spec(question, self.sources, now=NOW)
        return compiled.columns, self.con.sql(compiled.sql, params=compiled.params).to_arrow_table()

    def payload(self, name: str, spec: Mapping[str, Any] | None = None, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the page would get for the kind's example, and `table`, all its rows."""
        kind, example = get(name), EXAMPLES[name]
        question = kind.asked(QuerySpec.parse({"dataset": "shop"} | dict(spec or example.spec)))
        chosen = kind.checked(dict(options if options is not None else example.options))
        columns, table = self.answer(question)
        data = self._data(kind, question, chosen)
        figure = None if kind.arrow else kind.figure(data, chosen)
        if figure and "labels" in chosen:
            labelled(figure, chosen, {measure.label: None for measure in data.measures})
        facts = [{"name": c.name, "label": c.label, "type": c.type.value, "role": c.role, "grain": c.grain} for c in columns]
        return {
            "kind": name, "renderer": kind.renderer, "title": example.title, "figure": figure, "columns": facts, "rows": data.rows,
            "row_count": len(data.rows), "total": data.total, "as_of": NOW.isoformat(), "summary": kind.summary(data, chosen),
            "options": chosen, "arrow": kind.arrow,
            "layer": kind.layer(chosen) if kind.arrow else None, "extent": _extent(table) if kind.arrow else None, "table": table,
        }  # fmt: skip

    def _data(self, kind: ChartKind, question: QuerySpec, chosen: Mapping[str, Any]) -> ChartData:
        columns, table = self.answer(question)
        first = ChartData(columns, plain_rows(table.slice(0, 10_000)), table.num_rows, question, NOW.replace(tzinfo=None))
        more = {}
        for name, part in kind.more(question, first, chosen).items():
            heads, rows = self.answer(part)
            more[name] = ChartData(heads, plain_rows(rows), rows.num_rows, part)
        return ChartData(columns, first.rows, first.total, question, first.as_of, more)


def _type(told: str) -> ColumnType:
    if told in _TYPES:
        return _TYPES[told]
    return ColumnType.INTEGER if "INT" in told else ColumnType.FLOAT


def _extent(table: pa.Table) -> list[float]:
    x, y = (column.to_pylist() for column in table.columns[:2])
    ends = [min(x), min(y), max(x), max(y)]
    return [(v.replace(tzinfo=dt.UTC).timestamp() * 1000 if isinstance(v, dt.datetime) else float(v)) for v in ends]
