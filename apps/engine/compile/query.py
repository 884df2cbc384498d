"""One question and its sources to one SQL statement. Pure and deterministic: the same input gives the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlglot import exp

from ..spec import QuerySpec
from ..types import Source
from .clock import Clock
from .filters import Conditions
from .groups import Groups
from .matching import Matching
from .outputs import Output, OutputColumn, find_output, place_of
from .scope import open_scope
from .text import Binder, call, column, name, number, ordered


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement with `?` in the order of `params`.

    `total_sql` (with `total_params`) counts the rows there would be without the limit; None when there is no limit.
    """

    sql: str
    params: list[Any]
    columns: tuple[OutputColumn, ...]
    total_sql: str | None = None
    total_params: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Body:
    """A select without order and limit, its outputs, and the stages before it."""

    select: exp.Select
    outputs: Sequence[Output]
    stages: Sequence[tuple[str, exp.Select]] = ()
    ties: Sequence[Output] = ()


def compile_spec(spec: QuerySpec, sources: Mapping[str, Source], *, now: datetime, timezone: str = "UTC") -> Compiled:
    """Compile for DuckDB, reading `"v_<version>"."data"` of each source (keys of `sources` are dataset ids).

    `now` anchors relative periods and `timezone` (an IANA name) is where days begin. Raises SpecInvalid.
    """
    binder, scope = Binder(), open_scope(spec.dataset, spec.joins, sources)
    clock = Clock.at(now, timezone, spec.as_of)
    conditions = Conditions(scope.find, binder, clock)
    matching = Matching.of(spec, scope, conditions, binder)
    body = _listing(spec, matching) if spec.rows is not None else _grouped(spec, matching, conditions)
    keys = _sort_keys(spec, body)
    counted = _with_stages(body, exp.select(exp.Count(this=exp.Star())).from_(exp.Subquery(this=body.select.copy(), alias="counted")))
    shown = _limit_per(spec, body, keys, binder) if spec.limit_per else body
    sql, params = binder.render(_finish(spec, shown, keys, matching, binder))
    total = binder.render(counted) if spec.limit is not None and (spec.dimensions or spec.rows) else (None, [])
    return Compiled(sql, params, tuple(o.column for o in body.outputs), *total)


def _listing(spec: QuerySpec, matching: Matching) -> _Body:
    outputs = matching.fields(spec.rows or ())
    return _Body(matching.select(outputs), outputs, ties=outputs if spec.sort else ())


def _grouped(spec: QuerySpec, matching: Matching, conditions: Conditions) -> _Body:
    """Groups with their measures, and what a transform computes over them; having may name any column of the result."""
    groups = Groups.of(spec, matching, conditions)
    stages = [("grouped", groups.select)] if groups.after else []
    select, outputs = groups.finished()
    body = _Body(select, outputs, stages, outputs[: len(spec.dimensions)])
    return _having(spec, body, conditions)


def _having(spec: QuerySpec, body: _Body, conditions: Conditions) -> _Body:
    if spec.having is None:
        return body
    found = Conditions(lambda text, path: find_output(body.outputs, text, path).operand(), conditions.binder, conditions.clock)
    condition = found.write(spec.having, "having")
    if not body.stages:
        return _Body(body.select.having(condition), body.outputs, (), body.ties)
    windowed = condition.find(exp.Window) is not None
    select = body.select.copy()
    select.set("qualify", exp.Qualify(this=condition)) if windowed else select.where(condition, copy=False)
    return _Body(select, body.outputs, body.stages, body.ties)


def _sort_keys(spec: QuerySpec, body: _Body) -> list[tuple[Output, bool]]:
    """(output, descending) in order: what was asked, then what makes the order the same every time."""
    asked = [(find_output(body.outputs, s.by, f"sort.{i}.by"), s.dir == "desc") for i, s in enumerate(spec.sort)]
    names = {o.column.name for o, _ in asked}
    return asked + [(tie, False) for tie in body.ties if tie.column.name not in names]


def _limit_per(spec: QuerySpec, body: _Body, keys: list[tuple[Output, bool]], binder: Binder) -> _Body:
    """Number the rows of each value of one dimension and keep the first ones."""
    dimension = find_output(body.ties, spec.limit_per or "", "limit_per")
    keys.sort(key=lambda key: key[0] is not dimension)
    order = exp.Order(expressions=[ordered(column(o.column.name, "ranked"), down=down) for o, down in keys if o is not dimension])
    place = exp.Window(this=call("row_number"), partition_by=[column(dimension.column.name, "ranked")], order=order)
    outputs = [o.within("ranked") for o in body.outputs]
    table = exp.Table(this=name("ranked"))
    select = exp.select(*(o.sql for o in outputs)).from_(table)
    select.set("qualify", exp.Qualify(this=exp.LTE(this=place, expression=binder.bind(spec.limit))))
    return _Body(select, outputs, [*body.stages, ("ranked", body.select)], body.ties)


def _with_stages(body: _Body, select: exp.Select) -> exp.Select:
    for title, stage in body.stages:
        select = select.with_(name(title), as_=stage, copy=False)
    return select


def _finish(spec: QuerySpec, body: _Body, keys: list[tuple[Output, bool]], matching: Matching, binder: Binder) -> exp.Select:
    select = body.select
    if keys:
        select = select.order_by(*(ordered(number(place_of(body.outputs, o)), down=down) for o, down in keys))
    elif spec.sample and spec.sample.shuffle:
        select = select.order_by(matching.shuffled())
    if spec.limit is not None and not spec.limit_per:
        select = select.limit(binder.bind(spec.limit))
    if spec.offset is not None:
        select = select.offset(binder.bind(spec.offset))
    return _with_stages(body, select)
