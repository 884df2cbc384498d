"""What an answer shows of its own dataset, known before anything is compiled or run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..spec import Dimension, QuerySpec
from ..types import Column
from .dimensions import usual_label, usual_name
from .outputs import Names


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of an answer that groups or lists a column of the dataset. `listed` is True for rows that are not grouped."""

    name: str
    label: str
    dimension: Dimension
    column: Column
    listed: bool = False


def shown_by(spec: QuerySpec, columns: Sequence[Column]) -> tuple[Shown, ...]:
    """The dimensions or listed fields of `spec` that are among `columns`, under the names they have in the answer.

    Those of joined datasets are left out. The names are the ones that `compile_spec` gives.
    """
    names, found = Names(), []
    listed = spec.rows is not None
    for dimension in spec.dimensions if not listed else _listed(spec.rows or (), columns):
        column = _column(dimension.field, columns)
        field = column.name if column else dimension.field.rpartition(".")[2]
        name = names.take(dimension.name, usual_name(dimension, field), "dimensions")
        if column is not None:
            found.append(Shown(name, usual_label(dimension, field, column.label), dimension, column, listed))
    return tuple(found)


def _listed(fields: Iterable[str], columns: Sequence[Column]) -> list[Dimension]:
    return [Dimension(field=name) for field in fields for name in ([c.name for c in columns] if field == "*" else [field])]


def _column(text: str, columns: Sequence[Column]) -> Column | None:
    """By name, else by id, else by name in any case, as the compiler resolves it."""
    return (
        next((c for c in columns if c.name == text), None)
        or next((c for c in columns if c.id == text), None)
        or next((c for c in columns if c.name.lower() == text.lower()), None)
    )
