"""Measures to SQL aggregates. Over no rows a count is 0 and every other measure null."""

from __future__ import annotations

from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Aggregate, Count, End, Measure, Quantile, Ratio
from ..types import ColumnType
from .filters import Conditions
from .outputs import Names, Output, OutputColumn, words
from .scope import Operand, Scope
from .text import Binder, both, call, cast

_LABELS = {
    "sum": "Sum of", "avg": "Average", "min": "Lowest", "max": "Highest", "median": "Median", "count_distinct": "Distinct",
    "stddev": "Standard deviation of", "variance": "Variance of", "count": "Count of", "first": "First", "last": "Last",
}  # fmt: skip
_FUNCTIONS = {"sum": "sum", "avg": "avg", "median": "median", "stddev": "stddev_samp", "variance": "var_samp"}


class Measures:
    """Writes measures; `conditions` resolves the fields of a measure's own `where`."""

    def __init__(self, scope: Scope, binder: Binder, conditions: Conditions, names: Names) -> None:
        self._scope, self._binder, self._conditions, self._names = scope, binder, conditions, names

    def write(self, measure: Measure, path: str, *, only: exp.Expr | None = None, suffix: str = "") -> Output:
        """Return the measure as an output, over the rows matching `only` when given."""
        sql, kind, fallback, label = self._parts(measure, path, only)
        wanted = f"{measure.name}{suffix}" if measure.name else None
        name = self._names.take(wanted, f"{fallback}{suffix}", f"{path}.as")
        return Output(OutputColumn(name, measure.name or label, kind, "measure"), sql)

    def _parts(self, measure: Measure, path: str, only: exp.Expr | None) -> tuple[exp.Expr, ColumnType, str, str]:
        """Return (expression, type, default name, label)."""
        if isinstance(measure, Ratio):
            return self._ratio(measure, path, only)
        where = self._conditions.write(measure.where, f"{path}.where") if measure.where else None
        rows = both(where, only)
        if isinstance(measure, Count) and measure.field is None:
            return _over(rows, exp.Count(this=exp.Star())), ColumnType.INTEGER, "count", "Count"
        operand = self._scope.find(measure.field or "", f"{path}.field")
        sql, kind = self._aggregate(measure, operand, rows, path)
        head = f"p{measure.q * 100:g}" if isinstance(measure, Quantile) else measure.agg
        label = f"{_LABELS.get(measure.agg, head)} {operand.label or words(operand.name).lower()}"
        return sql, kind, f"{head.replace('.', '_')}_{operand.name}", label

    def _aggregate(
        self, measure: Count | Aggregate | Quantile | End, operand: Operand, rows: exp.Expr | None, path: str
    ) -> tuple[exp.Expr, ColumnType]:
        if isinstance(measure, Count):
            return _over(rows, exp.Count(this=operand.sql)), ColumnType.INTEGER
        if measure.agg == "count_distinct":
            return _over(rows, exp.Count(this=exp.Distinct(expressions=[operand.sql]))), ColumnType.INTEGER
        if isinstance(measure, End):
            order = self._scope.find(measure.by, f"{path}.by")
            return _over(rows, call("arg_min" if measure.agg == "first" else "arg_max", operand.sql, order.sql)), operand.type
        if measure.agg in ("min", "max"):
            return _over(rows, call(measure.agg, operand.sql)), operand.type
        if not operand.type.is_number:
            message = f'{path}.field: "{operand.name}" is {operand.type}, not a number, so it has no {measure.agg}. Count it instead.'
            raise SpecInvalid(message, field=f"{path}.field")
        if isinstance(measure, Quantile):
            return _over(rows, call("quantile_cont", cast(operand.sql, "DOUBLE"), self._binder.bind(float(measure.q)))), ColumnType.FLOAT
        if measure.agg == "sum":
            return _sum(operand, rows)
        return _over(rows, call(_FUNCTIONS[measure.agg], cast(operand.sql, "DOUBLE"))), ColumnType.FLOAT

    def _ratio(self, measure: Ratio, path: str, only: exp.Expr | None) -> tuple[exp.Expr, ColumnType, str, str]:
        above, _, top, top_label = self._parts(measure.numerator, f"{path}.numerator", only)
        below, _, bottom, bottom_label = self._parts(measure.denominator, f"{path}.denominator", only)
        return divide(above, below), ColumnType.FLOAT, f"{top}_per_{bottom}", f"{top_label} per {bottom_label.lower()}"


def _over(rows: exp.Expr | None, aggregate: exp.Expr) -> exp.Expr:
    """The aggregate of only these rows."""
    return aggregate if rows is None else exp.Filter(this=aggregate, expression=exp.Where(this=rows))


def _sum(operand: Operand, rows: exp.Expr | None) -> tuple[exp.Expr, ColumnType]:
    """The engine adds integers in 128 bits; readers want 64, and a sum beyond them is an error rather than wrong."""
    total = _over(rows, call("sum", operand.sql))
    return (cast(total, "BIGINT"), ColumnType.INTEGER) if operand.type is ColumnType.INTEGER else (total, operand.type)


def divide(above: exp.Expr, below: exp.Expr) -> exp.Expr:
    """above / below as a floating number, null where `below` is zero."""
    nonzero = exp.Nullif(this=cast(below, "DOUBLE"), expression=exp.Literal.number(0))
    return exp.Div(this=cast(above, "DOUBLE"), expression=nonzero)
