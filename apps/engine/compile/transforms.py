"""What is computed over a grouped result: share, running, moving and change. Compare and corr are measures of their own kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Change, Count, Grain, Measure, Moving, Running, Share
from ..spec.parts import Aggregate
from ..types import ColumnType
from .measures import divide
from .outputs import Names, Output, OutputColumn, find_output
from .text import Binder, both, call, cast, column, name, number, ordered, renamed

_ORDER: tuple[Grain, ...] = ("hour", "day", "week", "month", "quarter", "year")
_STEP: dict[Grain, tuple[str, int]] = {
    "hour": ("to_hours", 1), "day": ("to_days", 1), "week": ("to_days", 7), "month": ("to_months", 1), "quarter": ("to_months", 3),
    "year": ("to_months", 12),
}  # fmt: skip
STAGE = "grouped"


class Transforms:
    """Adds columns to the stage `grouped`, whose outputs are the dimensions and the measures."""

    def __init__(self, dimensions: Sequence[Output], measures: Sequence[Output], specs: Sequence[Measure], names: Names, binder: Binder):
        self._dimensions = [d.within(STAGE) for d in dimensions]
        self._measures = [m.within(STAGE) for m in measures]
        self._specs, self._names, self._binder = specs, names, binder

    def apply(self, transform: Share | Running | Moving | Change) -> tuple[exp.Select, list[Output]]:
        """Return the select over the stage and all its outputs."""
        added, query = self._change(transform) if isinstance(transform, Change) else self._window(transform)
        outputs = [*self._dimensions, *self._measures, *added]
        return query.select(*(renamed(o.sql, o.column.name) for o in outputs)), outputs

    def _measure(self, of: str | None) -> tuple[Output, Measure]:
        chosen = self._measures[0] if of is None else find_output(self._measures, of, "transform.of")
        if not chosen.column.type.is_number:
            raise SpecInvalid(f'transform: "{chosen.column.name}" is {chosen.column.type}, not a number.', field="transform.of")
        return chosen, self._specs[self._measures.index(chosen)]

    def _window(self, transform: Share | Running | Moving) -> tuple[list[Output], exp.Select]:
        chosen, spec = self._measure(transform.of)
        if not isinstance(transform, Moving) and not _adds_up(spec):
            message = f'transform: a {transform.kind} needs a count or a sum; "{chosen.column.name}" does not add up over groups.'
            raise SpecInvalid(message, field="transform.of")
        if isinstance(transform, Share):
            value, kind = self._share(transform, chosen), ColumnType.FLOAT
        else:
            value, kind = self._along(transform, chosen)
        title = self._names.take(transform.name, f"{chosen.column.name}_{transform.kind}", "transform.as")
        label = transform.name or f"{chosen.column.label} ({transform.kind})"
        return [Output(OutputColumn(title, label, kind, "measure"), value)], exp.select().from_(name_table(STAGE))

    def _share(self, transform: Share, chosen: Output) -> exp.Expr:
        """The total is that of all groups, also of those that `having` or `limit` leave out."""
        within = [] if transform.within == "all" else [find_output(self._dimensions, transform.within, "transform.within").sql]
        return divide(chosen.sql, exp.Window(this=call("sum", chosen.sql.copy()), partition_by=within))

    def _along(self, transform: Running | Moving, chosen: Output) -> tuple[exp.Expr, ColumnType]:
        line = self._line(transform.along)
        others = [d.sql.copy() for d in self._dimensions if d is not line]
        start: exp.Expr | str = "UNBOUNDED" if isinstance(transform, Running) else self._binder.bind(transform.n - 1)
        frame = exp.WindowSpec(kind="ROWS", start=start, start_side="PRECEDING", end="CURRENT ROW")
        running = isinstance(transform, Running)
        kind = chosen.column.type if running else ColumnType.FLOAT
        function = call("sum" if running else "avg", chosen.sql.copy())
        order = exp.Order(expressions=[ordered(line.sql.copy(), down=False)])
        window = exp.Window(this=function, partition_by=others, order=order, spec=frame)
        return (cast(window, "BIGINT") if kind is ColumnType.INTEGER else window), kind

    def _line(self, along: str | None) -> Output:
        if along is not None:
            return find_output(self._dimensions, along, "transform.along")
        if not self._dimensions:
            raise SpecInvalid("transform: running and moving need a dimension to go along.", field="transform")
        return next((d for d in self._dimensions if d.column.grain), self._dimensions[0])

    def _change(self, transform: Change) -> tuple[list[Output], exp.Select]:
        """Join each group with the one a unit earlier, so that gaps give null."""
        chosen, _ = self._measure(transform.of)
        line = next((d for d in self._dimensions if d.column.grain), None)
        if line is None or line.column.grain is None:
            raise SpecInvalid("transform: a change needs a dimension with a grain of time.", field="transform")
        unit = transform.unit or line.column.grain
        if _ORDER.index(unit) < _ORDER.index(line.column.grain):
            message = f"transform.unit: a {unit} is shorter than the {line.column.grain} of the groups."
            raise SpecInvalid(message, field="transform.unit")
        earlier = column(chosen.column.name, "earlier")
        same = [exp.NullSafeEQ(this=d.sql.copy(), expression=column(d.column.name, "earlier")) for d in self._dimensions if d is not line]
        moved = exp.Sub(this=line.sql.copy(), expression=self._step(line.column.grain, unit))
        there = exp.EQ(this=column(line.column.name, "earlier"), expression=cast(moved, _sql_type(line)))
        query = exp.select().from_(name_table(STAGE)).join(name_table(STAGE, "earlier"), on=both(there, *same), join_type="LEFT")
        return self._changes(chosen, earlier, transform.written), query

    def _step(self, grain: Grain, unit: Grain) -> exp.Expr:
        """One unit back; years of weeks are 52 weeks, so that weeks meet weeks (a quarter 13, a month 4)."""
        function, count = _STEP[unit]
        if grain == "week" and function == "to_months":
            function, count = "to_days", {1: 28, 3: 91, 12: 364}[count]
        return call(function, number(count))

    def _changes(self, chosen: Output, earlier: exp.Expr, written: Literal["pct", "diff"]) -> list[Output]:
        base = chosen.column
        previous = self._names.take(None, f"{base.name}_previous", "transform")
        title = self._names.take(None, f"{base.name}_change", "transform")
        kind = ColumnType.FLOAT if written == "pct" else base.type
        return [
            Output(OutputColumn(previous, f"{base.label} (before)", base.type, "measure"), earlier),
            Output(OutputColumn(title, f"{base.label} (change)", kind, "measure"), change(chosen.sql, earlier, written)),
        ]


def change(now: exp.Expr, before: exp.Expr, written: Literal["pct", "diff"] = "pct") -> exp.Expr:
    """The difference, or the difference as a fraction of the size of what was before."""
    difference = exp.Sub(this=now.copy(), expression=before.copy())
    return difference if written == "diff" else divide(exp.Paren(this=difference), call("abs", before.copy()))


def name_table(table: str, alias: str = "") -> exp.Table:
    """A stage of this query as a table."""
    return exp.Table(this=name(table), alias=exp.TableAlias(this=name(alias)) if alias else None)


def _sql_type(line: Output) -> str:
    return "TIMESTAMP" if line.column.grain == "hour" else "DATE"


def _adds_up(measure: Measure) -> bool:
    return isinstance(measure, Count) or (isinstance(measure, Aggregate) and measure.agg == "sum")
