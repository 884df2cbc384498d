"""Filters of row rules in which `{"attribute": name}` stands for a value: what the reader's own attribute says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apps.engine.types import Column, ColumnType

NOTHING: dict[str, Any] = {"or": []}  # the filter that no row passes
_EXAMPLES: dict[ColumnType, Any] = {
    **dict.fromkeys((ColumnType.INTEGER, ColumnType.FLOAT, ColumnType.DECIMAL), 1),
    **dict.fromkeys((ColumnType.DATE, ColumnType.TIMESTAMP), "2026-01-01"),
    ColumnType.BOOLEAN: True,
    ColumnType.TIME: "12:00:00",
}
_PLURAL = {"eq": "in", "ne": "not_in"}


class _Missing(Exception):
    """The reader has no such attribute."""


def attribute_of(value: Any) -> str | None:
    """The name of the attribute that a value stands for."""
    named = isinstance(value, Mapping) and set(value) == {"attribute"} and isinstance(value["attribute"], str)
    return value["attribute"] if named else None


def attributes_in(condition: Any) -> Iterator[str]:
    """The names of all attributes in a filter."""
    if (name := attribute_of(condition)) is not None:
        yield name
    elif isinstance(condition, Mapping):
        for part in condition.values():
            yield from attributes_in(part)
    elif isinstance(condition, list | tuple):
        for part in condition:
            yield from attributes_in(part)


def names_attributes(condition: Any) -> bool:
    """Whether a filter depends on who reads."""
    return next(attributes_in(condition), None) is not None


def resolved(condition: Any, attributes: Mapping[str, Any]) -> Any:
    """The filter with the attributes' values. A list makes eq `in` and ne `not_in`.

    Whoever lacks an attribute that the filter names passes no row, wherever in the filter it stands.
    """
    try:
        return _resolved(condition, attributes)
    except _Missing:
        return NOTHING


def with_examples(condition: Any, columns: Iterable[Column]) -> Any:
    """The filter with a value of the compared column's type for every attribute, to see whether it can be compiled."""
    types = {key: column.type for column in columns for key in (column.id, column.name)}
    return _exemplified(condition, types)


def _exemplified(condition: Any, types: Mapping[str, ColumnType]) -> Any:
    if isinstance(condition, list | tuple):
        return [_exemplified(part, types) for part in condition]
    if not isinstance(condition, Mapping):
        return condition
    example = _EXAMPLES.get(types.get(str(condition.get("field")), ColumnType.TEXT), "x")
    return _with(condition, example) if "field" in condition else {key: _exemplified(part, types) for key, part in condition.items()}


def _with(leaf: Mapping[str, Any], example: Any) -> Any:
    return resolved(leaf, dict.fromkeys(attributes_in(leaf), example))


def _resolved(condition: Any, attributes: Mapping[str, Any]) -> Any:
    if isinstance(condition, list | tuple):
        return [_resolved(part, attributes) for part in condition]
    if not isinstance(condition, Mapping):
        return condition
    for group in ("and", "or", "not"):
        if group in condition:
            return {**condition, group: _resolved(condition[group], attributes)}
    return _leaf(dict(condition), attributes)


def _leaf(leaf: dict[str, Any], attributes: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(leaf.get("values"), list | tuple):
        return leaf | {"values": [value for one in leaf["values"] for value in _listed(one, attributes)]}
    if attribute_of(leaf.get("value")) is None:
        return leaf
    values = _listed(leaf.pop("value"), attributes)
    if len(values) == 1:
        return leaf | {"value": values[0]}
    if leaf.get("op") not in _PLURAL or not values:
        raise _Missing
    return leaf | {"op": _PLURAL[leaf["op"]], "values": values}


def _listed(value: Any, attributes: Mapping[str, Any]) -> list[Any]:
    name = attribute_of(value)
    if name is None:
        return [value]
    if name not in attributes:
        raise _Missing
    held = attributes[name]
    return list(held) if isinstance(held, list | tuple) else [held]
