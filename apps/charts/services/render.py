"""Drawing: run a chart's question and give what the page's renderer needs, or open its stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pyarrow as pa

from apps.accounts.models import User
from apps.core.locales import written_for
from apps.datasets.models import Dataset
from apps.engine.compile.cube import Axis, Cube, cube_of
from apps.engine.spec import QuerySpec, describe
from apps.engine.wire import narrow
from apps.queries.services.answers import Answer, QueryRequest, Wait, at_once
from apps.queries.services.cube_filling import fill_cube
from apps.queries.services.plain import plain_rows
from apps.queries.services.run import run_query

from ..kinds import ChartData, ChartKind
from ..kinds.base import Value
from ..kinds.notes import Note
from ..kinds.overlays import told
from .choice import choose, why_no_tiles
from .colours import categories, may_colour
from .describing import described
from .finishing import finish
from .questions import asked, labels_of, read_chart
from .row_pages import PAGE, next_page, page_of

SHOWN, DRAWN = PAGE, 10_000  # rows sent as numbers; rows that a figure is made from
SHUFFLED = 1_000_000  # above this, sorting at random takes longer than sending all rows as they lie
CUBED = 500_000  # below this, the rows answer about as fast as a cube
Filters = Sequence[Mapping[str, Any]]
Origin = Literal["chart", "tile"]


def render(
    *,
    user: User,
    dataset: Dataset,
    spec: Any,
    kind: str,
    options: Any = None,
    filters: Filters = (),
    across: Sequence[Axis] = (),
    annotations: Sequence[Note] = (),
    after: str | None = None,
    origin: Origin = "chart",
    wait: Wait[Any] = at_once,
) -> dict[str, Any]:
    """Return the payload of `static/js/render`. The caller has accessed `dataset`, or something that shows it.

    `filters` (QuerySpec filters as plain data) narrow the question, and so do the choices `across` other charts, which a
    cube may answer; the person's row rules apply in any case.
    `after`, the `next` of a payload of listed rows, asks for the page behind it.
    Raises SpecInvalid, ChartInvalid, InvalidInput, NotReady, Conflict (newer data than the page before) and the engine's errors.
    """
    drawn, question, checked = read_chart(dataset, kind=kind, spec=spec, options=options)
    cube = _cube(dataset, drawn, question, filters, across)
    question = listed = drawn.asked(asked(dataset, question, [*filters, *_choices(across)]))
    if after:
        question = page_of(dataset, listed, after)
    base = QueryRequest(
        workspace=dataset.workspace, dataset=dataset, spec=question, origin=origin, timezone=user.timezone, rows=DRAWN, wait=wait,
        cube=cube,
    )  # fmt: skip
    with written_for(user.locale, user.dates):
        if drawn.arrow:
            return _points(user, dataset, drawn, checked, base)
        payload = _figured(user, dataset, drawn, checked, base, annotations)
    return payload | {"next": next_page(dataset, listed, len(payload["rows"]), payload["total"], after)}


def _figured(
    user: User, dataset: Dataset, drawn: ChartKind, checked: dict[str, Value], base: QueryRequest, notes: Sequence[Note]
) -> dict[str, Any]:
    """The payload of a kind whose figure is made from the answer's rows."""
    question = base.spec
    assert question is not None
    answer = run_query(user=user, request=base)
    data = read_answer(answer, base, question)
    asked_more = drawn.more(question, data, checked) if data.rows else {}
    more = {name: read_answer(run_query(user=user, request=_asking(base, part)), base, part) for name, part in asked_more.items()}
    data = replace(data, more=more)
    figure = drawn.figure(data, checked) if data.rows else None
    said = finish(user, dataset, drawn, question, data, checked, figure, notes) if figure else []
    payload = _payload(user, dataset, drawn, checked, answer, data, question)
    payload["totals"] = drawn.totals(data)
    payload["summary"] += told(figure or {}) + _part_of(data, question)
    return payload | {"figure": figure, "annotations": said}


def _part_of(data: ChartData, question: QuerySpec) -> str:
    """The sentence about an answer that is larger than a figure: no row is left out without a word."""
    asked_for = min(data.total or 0, question.limit or data.total or 0)
    return (
        "" if question.rows or len(data.rows) >= asked_for else f" Drawn from the first {DRAWN:,} of {asked_for:,} groups; files have all."
    )


def prepare(
    *,
    user: User,
    dataset: Dataset,
    spec: Any,
    kind: str,
    filters: Filters,
    across: Sequence[Axis],
    origin: Origin,
    wait: Wait[Any] = at_once,
) -> bool:
    """Make what answers the question quickly whatever is chosen `across` other charts; False where only the rows can answer it.

    Rights and errors as for `render`.
    """
    drawn, question, _ = read_chart(dataset, kind=kind, spec=spec, options=None)
    cube = _cube(dataset, drawn, question, filters, across)
    question = drawn.asked(asked(dataset, question, filters))
    request = QueryRequest(
        workspace=dataset.workspace, dataset=dataset, spec=question, origin=origin, timezone=user.timezone, wait=wait, cube=cube
    )
    return fill_cube(user=user, request=request)


def open_stream(
    *, user: User, dataset: Dataset, spec: Any, kind: str, filters: Filters = (), origin: Origin = "chart", wait: Wait[Any] = at_once
) -> tuple[Answer, pa.Schema]:
    """Run the question without a cap for an Arrow answer: the running answer, and the schema to narrow it to."""
    drawn, question, _ = read_chart(dataset, kind=kind, spec=spec, options=None)
    question = drawn.asked(asked(dataset, question, filters))
    if drawn.arrow:
        question = _plotted(drawn, question, shuffle=_worth_shuffling(dataset))
    request = QueryRequest(workspace=dataset.workspace, dataset=dataset, spec=question, origin=origin, timezone=user.timezone, wait=wait)
    answer = run_query(user=user, request=request)
    return answer, _drawing_schema(drawn, answer.stream.schema) if drawn.arrow else answer.stream.schema


def read_answer(answer: Answer, request: QueryRequest, question: QuerySpec) -> ChartData:
    """The answer as kinds draw it: as of when the dataset's version was read, or the day that the question names if that is before."""
    zone = ZoneInfo(request.timezone)
    version = request.dataset.current_version if request.dataset else None
    moments = [(version.created_at if version else answer.as_of).astimezone(zone).replace(tzinfo=None)]
    if question.as_of:
        moments.append(dt.datetime.fromisoformat(question.as_of))
    return ChartData(answer.columns, plain_rows(answer.table()), answer.total, question, min(moments))


def _payload(
    user: User, dataset: Dataset, kind: ChartKind, options: dict[str, Value], answer: Answer, data: ChartData, question: QuerySpec
) -> dict[str, Any]:
    """What all kinds have in common."""
    return {
        "kind": kind.name,
        "renderer": kind.renderer,
        "title": "",
        "figure": None,
        "columns": described(user, dataset, question, data.columns),
        "rows": data.rows[:SHOWN],
        "row_count": len(data.rows),
        "total": data.total,
        "as_of": answer.as_of.isoformat(),
        "summary": kind.summary(data, options),
        "question": describe(question, labels_of(dataset)),
        "sql": answer.sql,
        "cached": answer.cached,
        "elapsed_ms": answer.elapsed_ms,
        "options": options,
        "extent": None,
        "annotations": [],
        "totals": None,
        "next": None,
        "arrow": kind.arrow,
        "layer": kind.layer(options) if kind.arrow else None,
    }


def _points(user: User, dataset: Dataset, kind: ChartKind, options: dict[str, Value], base: QueryRequest) -> dict[str, Any]:
    """How many points there are and where they lie; the points themselves come as a stream. `rows` are a few of them."""
    question = base.spec
    assert question is not None
    assert question.rows is not None
    reach = _asking(base, _reach(kind, question))
    ends = plain_rows(run_query(user=user, request=reach).table())[0]
    total = min(int(ends[0]), question.limit) if question.limit else int(ends[0])
    answer = run_query(user=user, request=_asking(base, _plotted(kind, question, limit=DRAWN if total <= DRAWN else SHOWN)))
    data = ChartData(answer.columns, plain_rows(answer.table()), total)
    payload = _payload(user, dataset, kind, options, answer, data, question)
    places = [_place(value) for value in ends[1:]]
    extent = None if None in places else [places[0], places[2], places[1], places[3]]
    return (
        payload
        | {"extent": extent, "row_count": total, "categories": categories(dataset, question, data, keep=may_colour(user, dataset))}
        | _chosen(user, dataset, kind, options, question, data)
    )


def _chosen(
    user: User, dataset: Dataset, kind: ChartKind, options: dict[str, Value], question: QuerySpec, data: ChartData
) -> dict[str, Any]:
    """Who draws a kind that more than one renderer can draw, and the figure when it is small enough for marks."""
    if not kind.renderers:
        return {}
    types = {key: c.type for c in dataset.current_version.engine_columns() for key in (c.id, c.name)} if dataset.current_version else {}
    choice = choose(kind, data.total or 0, str(options.get("renderer", "auto")), why_no_tiles(kind, question, types))
    figure = kind.figure(data, options) if data.rows and len(data.rows) == data.total else None
    if figure:
        finish(user, dataset, kind, question, data, options, figure)
    return choice.plain() | {"figure": figure}


def _choices(across: Sequence[Axis]) -> list[dict[str, Any]]:
    return [axis.condition() for axis in across if axis.chosen]


def _cube(dataset: Dataset, kind: ChartKind, question: QuerySpec, filters: Filters, across: Sequence[Axis]) -> Cube | None:
    """The cube for the question without the choices, for data that are worth one."""
    version = dataset.current_version
    if not across or version is None or version.row_count < CUBED:
        return None
    return cube_of(kind.asked(asked(dataset, question, filters)), across)


def _worth_shuffling(dataset: Dataset) -> bool:
    version = dataset.current_version
    return version is not None and version.row_count <= SHUFFLED


def _asking(base: QueryRequest, question: QuerySpec) -> QueryRequest:
    """The same request with another question, under an id of its own."""
    return QueryRequest(
        workspace=base.workspace, dataset=base.dataset, spec=question, origin=base.origin, timezone=base.timezone, rows=base.rows,
        wait=base.wait,
    )  # fmt: skip


def _plotted(kind: ChartKind, question: QuerySpec, *, shuffle: bool = False, limit: int | None = None) -> QuerySpec:
    """Only rows that have a place; in order for lines, else shuffled, so that what has come so far is a fair picture of all."""
    plain = question.plain()
    if kind.ordered and question.rows:
        plain["sort"] = [{"by": question.rows[0]}]
        if question.sample:
            plain["sample"] = {**plain["sample"], "shuffle": False}
    elif shuffle and not question.sort and question.sample is None:
        plain["sample"] = {"share": 1, "shuffle": True}
    if limit and (question.limit is None or question.limit > limit):
        plain["limit"] = limit
    return QuerySpec.parse(plain | {"filters": _placed(kind, question)})


def _placed(kind: ChartKind, question: QuerySpec) -> dict[str, Any]:
    """Points need both coordinates, lines the first: a value that is missing is a gap."""
    own = question.plain().get("filters")
    there = [{"field": field, "op": "not_null"} for field in (question.rows or ())[: 1 if kind.ordered else 2]]
    return {"and": [*([own] if own else []), *there]}


def _reach(kind: ChartKind, question: QuerySpec) -> QuerySpec:
    """How many rows there are, and the lowest and highest of both coordinates."""
    ends = [{"agg": agg, "field": field, "as": f"{agg}_{i}"} for i, field in enumerate((question.rows or ())[:2]) for agg in ("min", "max")]
    kept = {key: value for key, value in question.plain().items() if key in ("dataset", "joins", "as_of", "sample")}
    if isinstance(kept.get("sample"), dict) and kept["sample"].get("shuffle"):
        kept.pop("sample")
    return QuerySpec.parse(kept | {"filters": _placed(kind, question), "measures": [{"agg": "count", "as": "n"}, *ends]})


def _place(value: Any) -> float | None:
    """A coordinate as a number; times as milliseconds since 1970 in UTC, as pages count."""
    if isinstance(value, str):
        moment = dt.datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() * 1000
    return None if value is None else float(value)


def _drawing_schema(kind: ChartKind, schema: pa.Schema) -> pa.Schema:
    """Coordinates narrowed (places along a line are not: it may be looked at from very near); the third column as dictionary codes."""
    fields = list(narrow(schema))
    if kind.ordered:
        fields[0] = schema.field(0).with_type(pa.float64()) if pa.types.is_decimal(schema.field(0).type) else schema.field(0)
    if len(fields) > 2:
        fields[2] = pa.field(fields[2].name, pa.dictionary(pa.int32(), pa.string()))
    return pa.schema(fields)
