"""The values of a column as a person may see them, with their colours."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.core.errors import InvalidInput
from apps.datasets.models import Dataset
from apps.datasets.selectors import columns_for, rules_for
from apps.engine.types import ColumnType

from .colours import Paint, choose_colour, chosen_for, column_key, key_of, paints
from .render import render

_LISTED = 40
_COLOURED = (ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.INTEGER)


def colourable(user: User, dataset: Dataset) -> list[dict[str, str]]:
    """Columns that the person knows of and whose values can stand for themselves in a legend: name and label."""
    columns = columns_for(user, dataset)
    return [{"name": c.name, "label": c.label or c.name.replace("_", " ")} for c in columns if c.type in _COLOURED]


def coloured_values(*, user: User, dataset: Dataset, column: str) -> list[dict[str, Any]]:
    """The commonest values of a column, as the person's row rules let them see them: value, rows, slot, variant, colour, chosen.

    The caller has accessed `dataset` for editing. Raises InvalidInput for a column that it does not have, and the engine's errors.
    """
    if column not in {one["name"] for one in colourable(user, dataset)}:
        raise InvalidInput(f"{dataset.name} has no column of names called {column[:100]}.", field="column")
    spec = {
        "dimensions": [{"field": column}],
        "measures": [{"agg": "count", "as": "n"}],
        "sort": [{"by": "n", "dir": "desc"}],
        "limit": _LISTED,
    }
    rows = render(user=user, dataset=dataset, spec=spec, kind="table")["rows"]
    key = column_key(dataset, column)
    found, chosen = paints(dataset, key, [value for value, _ in rows]), chosen_for(dataset, key)
    return [
        {"value": value, "rows": count, "chosen": chosen.get(key_of(value), "")}
        | {"slot": found[key_of(value)].slot, "variant": found[key_of(value)].variant, "colour": found[key_of(value)].own}
        for value, count in rows
    ]


def choose_for(*, user: User, dataset: Dataset, column: str, value: Any, chosen: str) -> Paint:
    """As `choose_colour`, for a column by its name. Whom row rules bind can choose for values that they see: the place of any
    other value's colour would tell whether the dataset holds it.
    """
    key = column_key(dataset, column)
    if rules_for(user, dataset) and not _sees(user, dataset, column, value):
        raise InvalidInput(f"You see no row of {dataset.name} with this {column}.", field="value")
    return choose_colour(user=user, dataset=dataset, column=key, value=value, chosen=chosen)


def _sees(user: User, dataset: Dataset, column: str, value: Any) -> bool:
    spec = {"measures": [{"agg": "count", "as": "n"}], "filters": {"field": column, "op": "in", "values": [value]}}
    return bool(render(user=user, dataset=dataset, spec=spec, kind="table")["rows"][0][0])
