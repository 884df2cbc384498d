"""What a tile asks for one viewer now: its chart's question, taken apart further where they drilled down, its ranges laid down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from apps.accounts.models import User
from apps.charts.fields import Field
from apps.charts.kinds import kinds
from apps.charts.models import Chart
from apps.charts.services.fitting import stays
from apps.charts.services.questions import asked, read_chart
from apps.core.errors import AppError
from apps.datasets.models import Dataset
from apps.engine.compile.cube import Axis
from apps.engine.compile.shown import Shown, shown_by
from apps.engine.errors import EngineError
from apps.engine.spec import QuerySpec
from apps.engine.types import ColumnType
from apps.queries.services.answers import Wait
from apps.queries.services.run import QueryRequest, run_query

Plain = dict[str, Any]
_KINDS = (
    ColumnType.TEXT,
    ColumnType.BOOLEAN,
    ColumnType.INTEGER,
    ColumnType.FLOAT,
    ColumnType.DECIMAL,
    ColumnType.DATE,
    ColumnType.TIMESTAMP,
)
_LARGEST = 9.2e18  # what conditions can compare with; infinite and larger numbers belong to the last part


@dataclass(frozen=True, slots=True)
class Depth:
    """A question about a dataset and how it is drawn. `kept` are the conditions of the steps down, `trail` says them to the page."""

    dataset: Dataset
    kind: str
    spec: Plain
    options: Plain
    kept: tuple[Axis, ...] = ()
    trail: tuple[Plain, ...] = field(default=())

    @classmethod
    def of(cls, chart: Chart) -> Depth:
        """The chart as it is saved."""
        return cls(chart.dataset, chart.kind, chart.spec, chart.options)

    @property
    def conditions(self) -> list[Plain]:
        """What the steps down keep, as QuerySpec filters."""
        return [axis.condition() for axis in self.kept if axis.chosen]

    def question(self) -> QuerySpec:
        """What is put to the engine. Raises SpecInvalid, ChartInvalid or InvalidInput."""
        kind, question, _ = read_chart(self.dataset, kind=self.kind, spec=self.spec, options=self.options)
        return kind.asked(asked(self.dataset, question))

    def shown(self) -> tuple[Shown, ...]:
        """The columns of the answer that can be chosen by; none of a chart that no longer fits its data."""
        try:
            shown = shown_by(self.question(), columns_of(self.dataset))
        except (AppError, EngineError):
            return ()
        return tuple(one for one in shown if one.column.type in _KINDS)

    def deeper(self, dimension: Plain, kept: Sequence[Axis]) -> Depth:
        """One step down: only the rows of `kept`, grouped by `dimension` instead of what was chosen, drawn by a kind that suits that."""
        spec = _grouped(self, dimension, [axis.dimension.field for axis in kept])
        drawn = _drawn(self, spec, dimension)
        return replace(self, **drawn, kept=(*self.kept, *kept))


def columns_of(dataset: Dataset) -> Any:
    """The columns of the dataset's current version, with the names that people gave them."""
    version = dataset.current_version
    return version.engine_columns(dataset.notes) if version else ()


def laid_down(user: User, depth: Depth, filters: Sequence[Plain], wait: Wait[Any]) -> Depth:
    """The same with parts of a range laid over all that the viewer sees under `filters`: choices on other tiles do not move them.

    One more question to the engine for a question with such parts, kept like every answer. Raises what `run_query` does.
    """
    try:
        question = depth.question()
    except (AppError, EngineError):
        return depth
    moving = [d.field for d in question.dimensions if d.bins and d.range is None]
    if not moving:
        return depth
    reach = _reach(user, depth, asked(depth.dataset, question, [*filters, *depth.conditions]), moving, wait)
    dimensions = [
        d | {"range": reach[d["field"]]} if "bins" in d and reach.get(d["field"]) else d for d in question.plain().get("dimensions", ())
    ]
    return replace(depth, spec={**depth.spec, "dimensions": dimensions})


def _reach(user: User, depth: Depth, question: QuerySpec, fields: Sequence[str], wait: Wait[Any]) -> dict[str, list[float]]:
    """The lowest and highest finite value of each field that has two of them."""
    floats = {c.name for c in columns_of(depth.dataset) if c.type is ColumnType.FLOAT}
    finite = {name: {"where": {"field": name, "op": "between", "values": [-_LARGEST, _LARGEST]}} for name in fields if name in floats}
    ends = [
        {"agg": agg, "field": name, "as": f"{agg}_{place}"} | finite.get(name, {})
        for place, name in enumerate(fields)
        for agg in ("min", "max")
    ]
    kept = {key: value for key, value in question.plain().items() if key in ("dataset", "joins", "filters", "as_of", "sample")}
    spec = QuerySpec.parse(kept | {"measures": ends})
    dataset = depth.dataset
    request = QueryRequest(
        workspace=dataset.workspace, dataset=dataset, spec=spec, origin="tile", timezone=user.timezone, rows=1, wait=wait
    )
    values = [column[0].as_py() for column in run_query(user=user, request=request).table().columns]
    found = {name: values[2 * place : 2 * place + 2] for place, name in enumerate(fields)}
    known = {name: [float(low), float(high)] for name, (low, high) in found.items() if low is not None}
    return {name: ends for name, ends in known.items() if 0 < ends[1] - ends[0] < math.inf}


def _grouped(depth: Depth, dimension: Plain, chosen: Sequence[str]) -> Plain:
    """The spec by the new group, which stands where the first chosen one stood; what named a group that is gone goes with it."""
    question = QuerySpec.parse({**depth.spec, "dataset": depth.dataset.pk})
    plain = question.plain()
    groups, gone = list(plain.get("dimensions", ())), {*chosen, dimension["field"]}
    place = next((i for i, group in enumerate(groups) if group["field"] in gone), 0)
    groups = [group for group in groups if group["field"] not in gone]
    spec = {key: value for key, value in plain.items() if key not in ("limit_per", "sort", "limit", "transform", "having")}
    spec |= {"dimensions": [*groups[:place], dimension, *groups[place:]]}
    spec["measures"] = plain.get("measures") or depth.question().plain().get("measures", [])
    return spec | _carried(plain, "grain" in dimension)


def _carried(plain: Plain, timed: bool) -> Plain:
    """What of the old question still means something: an order by a named measure, and what is computed without naming a group."""
    named = {measure.get("as") for measure in plain.get("measures", ())}
    found: Plain = {}
    if not timed and plain.get("sort") and all(part["by"] in named for part in plain["sort"]):
        found["sort"] = plain["sort"]
        if "limit" in plain and "limit_per" not in plain:
            found["limit"] = plain["limit"]
    transform = plain.get("transform") or {}
    free = transform.get("kind") in ("share", "compare", "corr") and transform.get("within", "all") == "all"
    return found | ({"transform": transform} if free else {})


def _drawn(depth: Depth, spec: Plain, dimension: Plain) -> Plain:
    """The kind stays where the new group suits it; else bars, or a line over time. Never a kind that asks for more than the chart did."""
    question, fields = asked(depth.dataset, spec), [Field(column) for column in columns_of(depth.dataset)]
    found = kinds()
    if stays(found[depth.kind], question, fields):
        largest = depth.kind == "bar" and "sort" not in spec and "grain" not in dimension and depth.options.get("order", "given") == "given"
        return {"kind": depth.kind, "spec": spec, "options": depth.options | ({"order": "high"} if largest else {})}
    for name in ("line" if "grain" in dimension else "bar", "bar"):
        if found[name].misfit(question) is None:
            return {"kind": name, "spec": spec, "options": {}}
    return {"kind": "table", "spec": spec, "options": {}}
