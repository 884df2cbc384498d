"""Colours of values: the same value has the same colour in every chart of its dataset.

A kind says in `meta` what a trace or a mark stands for; `paint` adds the place in the palette. Hues themselves are the page's
affair, and the static picture's, so that both themes and both ways of drawing agree.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import User
from apps.accounts.selectors import visible
from apps.core import audit
from apps.core.errors import InvalidInput
from apps.datasets.models import Dataset
from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec
from apps.engine.types import ColumnType

from ..kinds import ChartData
from ..models import ValueColour

HUES, OTHERS = 8, 8  # so many hues; the slot after them is neutral
MOST = 256  # values of one column that get a place of their own
_TRIES = 8
_LONGEST = 200
_STREAMED = 32  # categories of a stream that are coloured


@dataclass(frozen=True)
class Paint:
    """A colour of the palette: `slot` 0 to 7 is a hue, 8 neutral; `variant` counts repetitions; `own` is a person's "#rrggbb"."""

    slot: int
    variant: int = 0
    own: str = ""


NEUTRAL = Paint(OTHERS)


def key_of(value: Any) -> str:
    """The value as the registry stores it: its JSON; long ones end in a digest instead of their tail."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 41]}#{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def column_key(dataset: Dataset, name: str) -> str:
    """The registry's name of a dataset's column: the id that survives renames. Raises InvalidInput."""
    version = dataset.current_version
    found = next((c["id"] for c in version.columns if c["name"] == name), None) if version else None
    if found is None:
        raise InvalidInput(f"{dataset.name} has no column {name[:100]}.", field="column")
    return str(found)


def chosen_for(dataset: Dataset, column: str) -> dict[str, str]:
    """What people chose for a column's values, by `key_of`."""
    rows = ValueColour.objects.filter(dataset=dataset, column=column).exclude(chosen="")
    return dict(rows.values_list("value", "chosen"))


def columns_of(dataset: Dataset, question: QuerySpec, columns: Sequence[OutputColumn]) -> dict[str, str]:
    """The registry's column of each dimension of an answer: the id that survives renames, with the grain of times."""
    version = dataset.current_version
    ids = {name: c["id"] for c in version.columns for name in (c["name"], c["id"])} if version else {}
    fields = [d.field for d in question.dimensions]
    answered = [c for c in columns if c.role == "dimension"]
    if question.rows is not None:
        return {c.name: ids.get(c.name, c.name) for c in columns}
    return {c.name: ids.get(f, f) + (f":{c.grain}" if c.grain else "") for c, f in zip(answered, fields, strict=False)}


def may_colour(user: User, dataset: Dataset) -> bool:
    """Whether what a person draws gives values their colours for good: who only looks does not fill the registry."""
    return visible(Dataset, user, "edit").filter(pk=dataset.pk).exists()


def paint(dataset: Dataset, figure: dict[str, Any], columns: Mapping[str, str] | None = None, *, keep: bool = True) -> dict[str, Any]:
    """Add palette places to the `meta` of a figure's traces, in place, and return the figure.

    `meta.value` gives `meta.slot`, `meta.values` give `meta.slots`; `variant(s)` and `colour(s)` (a person's own) are added only
    where they say something. `meta.others`, and a mark without value and row, are neutral. Values drawn for the first time are
    registered in the order of the figure, unless `keep` is false: then they get the next places for this once.
    """
    traces = [trace for trace in figure.get("data", ()) if isinstance(trace.get("meta"), dict) and "column" in trace["meta"]]
    wanted: dict[str, list[Any]] = {}
    for trace in traces:
        wanted.setdefault(trace["meta"]["column"], []).extend(_values(trace))
    names = columns or {}
    found = {column: paints(dataset, names.get(column, column), values, keep=keep) for column, values in wanted.items()}
    for trace in traces:
        _dress(trace, found[trace["meta"]["column"]])
    return figure


def paints(dataset: Dataset, column: str, values: Iterable[Any], *, keep: bool = True) -> dict[str, Paint]:
    """The colours of `values`, by `key_of`; new ones get the next places. Safe against others who register at the same time.

    Without `keep` nothing is registered, and new values get the places that they would get now.
    """
    wanted = list(dict.fromkeys(key_of(value) for value in values))
    known: dict[str, ValueColour] = {}
    for _ in range(_TRIES):
        known = {row.value: row for row in ValueColour.objects.filter(dataset=dataset, column=column)}
        missing = [key for key in wanted if key not in known][: max(0, MOST - len(known))]
        if not missing:
            break
        first = max((row.place for row in known.values()), default=-1) + 1
        rows = [ValueColour(dataset=dataset, column=column, value=key, place=first + i) for i, key in enumerate(missing)]
        if not keep:
            known |= {row.value: row for row in rows}
            break
        ValueColour.objects.bulk_create(rows, ignore_conflicts=True)  # who came later loses a place and takes the next one
    return {key: _paint_of(known.get(key), key) for key in wanted}


def categories(dataset: Dataset, question: QuerySpec, data: ChartData, *, keep: bool = True) -> list[dict[str, Any]]:
    """The colours of the third listed column's values, commonest first: what a stream of points is coloured by."""
    if question.rows is None or len(data.columns) < 3 or data.columns[2].type.is_number:
        return []
    column = data.columns[2]
    counted = Counter(data.values(column))
    common = [value for value, _ in counted.most_common(_STREAMED) if value is not None]
    found = paints(dataset, columns_of(dataset, question, data.columns)[column.name], common, keep=keep)
    return [_marked(str(value), found[key_of(value)]) for value in common]


def named(
    dataset: Dataset, question: QuerySpec, columns: Sequence[OutputColumn], names: Sequence[str | None], *, keep: bool = True
) -> list[dict[str, Any]]:
    """The colours of the third listed column's values as `categories` gives them, from their text; None is a missing value."""
    column = columns[2]
    values = {name: _value_of(name, column) for name in names if name is not None}
    numbers = column.type.is_number
    found = {} if numbers else paints(dataset, columns_of(dataset, question, columns)[column.name], values.values(), keep=keep)
    return [{"value": name} if name is None or numbers else _marked(name, found[key_of(values[name])]) for name in names]


def _marked(name: str, mark: Paint) -> dict[str, Any]:
    return {"value": name, "slot": mark.slot, "variant": mark.variant, "colour": mark.own}


def _value_of(name: str, column: OutputColumn) -> Any:
    """The value that the engine's text of it stands for, as answers have it."""
    if column.type == ColumnType.BOOLEAN:
        return name == "true"
    return name.replace(" ", "T") if column.type == ColumnType.TIMESTAMP else name


def choose_colour(*, user: User, dataset: Dataset, column: str, value: Any, chosen: str) -> Paint:
    """Give a value a hue ("1" to "8"), a colour of its own ("#rrggbb"), or with "" the colour of its place again.

    The caller has accessed `dataset` for editing. Raises InvalidInput.
    """
    if not re.fullmatch(r"|[1-8]|#[0-9a-f]{6}", chosen):
        raise InvalidInput("A colour is a hue from 1 to 8, or #rrggbb.", field="colour")
    key = key_of(value)
    paints(dataset, column, [value])
    row = ValueColour.objects.filter(dataset=dataset, column=column, value=key).first()
    if row is None:
        raise InvalidInput(f"Only {MOST} values of a column can have colours of their own.", field="value")
    before, row.chosen = row.chosen, chosen
    row.save(update_fields=["chosen", "updated_at"])
    facts = {"column": column, "value": key}
    audit.record("dataset.colour", user=user, workspace_id=dataset.workspace_id, kind="datasets.dataset", object_id=dataset.pk,
                 before=facts | {"colour": before}, after=facts | {"colour": chosen})  # fmt: skip
    return _paint_of(row, key)


def _paint_of(row: ValueColour | None, key: str) -> Paint:
    """Beyond the places a value's own digest decides, so that it stays the same from chart to chart."""
    place = row.place if row else int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % (HUES * 4)
    chosen = row.chosen if row else ""
    if chosen.startswith("#"):
        return Paint(place % HUES, 0, chosen)
    return Paint(int(chosen) - 1) if chosen else Paint(place % HUES, place // HUES)


def _values(trace: dict[str, Any]) -> list[Any]:
    """What a trace's marks stand for, aggregates of others left out."""
    meta = trace["meta"]
    if meta.get("others"):
        return []
    if "values" not in meta:
        return [meta.get("value")]
    return [value for value, rest in zip(meta["values"], _rests(trace), strict=True) if not rest]


def _rests(trace: dict[str, Any]) -> list[bool]:
    """Which marks stand for no value: neither a value nor a row lies behind them."""
    values = trace["meta"]["values"]
    rows = trace.get("customdata") or [None] * len(values)
    return [value is None and row is None for value, row in zip(values, rows, strict=True)]


def _dress(trace: dict[str, Any], found: Mapping[str, Paint]) -> None:
    meta = trace["meta"]
    if "values" not in meta:
        one = NEUTRAL if meta.get("others") else found[key_of(meta.get("value"))]
        meta |= {"slot": one.slot} | ({"variant": one.variant} if one.variant else {}) | ({"colour": one.own} if one.own else {})
        return
    marks = [NEUTRAL if rest else found[key_of(value)] for value, rest in zip(meta["values"], _rests(trace), strict=True)]
    meta["slots"] = [mark.slot for mark in marks]
    if any(mark.variant for mark in marks):
        meta["variants"] = [mark.variant for mark in marks]
    if any(mark.own for mark in marks):
        meta["colours"] = [mark.own or None for mark in marks]
