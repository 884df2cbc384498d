"""What is known of a dataset's columns, as far as a person's own rows tell it.

The stored profile counts all rows. Whom row rules bind gets what it says about a column's meaning, and everything that is counted
from the rows that they see: a suggestion or a format would else tell of values that are not theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.accounts.models import User
from apps.datasets.models import Dataset, DatasetVersion
from apps.datasets.selectors import columns_for, rules_for
from apps.engine.spec import QuerySpec
from apps.queries.services.answers import QueryRequest
from apps.queries.services.plain import plain_rows
from apps.queries.services.run import run_query

Known = Mapping[str, Mapping[str, Any]]
_COUNTED = 20  # columns of names whose values are counted for one person


def known_to(user: User, dataset: Dataset) -> Known:
    """By column name: its `type`, `semantic_type`, `unique_count`, `min` and `max`; {} before the first profile. Engine errors."""
    version = dataset.current_version
    if version is None or version.profile is None:
        return {}
    columns: dict[str, dict[str, Any]] = {column["name"]: column for column in version.profile["columns"]}
    return columns if not rules_for(user, dataset) else _own(user, dataset, version, columns)


def _own(user: User, dataset: Dataset, version: DatasetVersion, columns: Mapping[str, Mapping[str, Any]]) -> Known:
    there = {column.name: column.type for column in columns_for(user, dataset, version)}  # without what is hidden from them
    columns = {name: c for name, c in columns.items() if name in there}
    shapes = {name: {"name": name, "type": c["type"], "semantic_type": c.get("semantic_type") or ""} for name, c in columns.items()}
    named = [name for name, c in columns.items() if c["type"] in ("text", "boolean")][:_COUNTED]
    shares = [name for name, c in columns.items() if there[name].is_number and c.get("semantic_type") == "percentage"]
    wanted = [(name, "unique_count", "count_distinct") for name in named]
    wanted += [(name, end, end) for name in shares[:10] for end in ("min", "max")]
    if not wanted:
        return shapes
    measures = [{"agg": agg, "field": name, "as": f"m{place}"} for place, (name, _, agg) in enumerate(wanted)]
    spec = QuerySpec.parse({"dataset": dataset.pk, "measures": measures})
    request = QueryRequest(workspace=dataset.workspace, dataset=dataset, spec=spec, origin="chart", timezone=user.timezone)
    (values,) = plain_rows(run_query(user=user, request=request).table())
    for (name, fact, _), value in zip(wanted, values, strict=True):
        shapes[name][fact] = value
    return shapes
