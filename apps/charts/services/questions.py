"""From what a chart stores, or a page sends, to the question that is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.core.errors import InvalidInput
from apps.datasets.models import Dataset
from apps.engine.spec import QuerySpec

from ..errors import ChartInvalid
from ..kinds import ChartKind, get
from ..kinds.base import Value


def read_chart(dataset: Dataset, *, kind: str, spec: Any, options: Any) -> tuple[ChartKind, QuerySpec, dict[str, Value]]:
    """Check the parts of a chart against each other. Raises SpecInvalid, ChartInvalid or InvalidInput."""
    drawn = get(kind)
    if not isinstance(options or {}, Mapping):
        raise InvalidInput("Options are an object: the name of each option, and its value.", field="options")
    question = asked(dataset, spec)
    problem = drawn.misfit(question)
    if problem:
        raise ChartInvalid(problem, field="kind")
    return drawn, question, drawn.checked(options or {})


def asked(dataset: Dataset, spec: Any, filters: Sequence[Mapping[str, Any]] = ()) -> QuerySpec:
    """The question about this dataset, narrowed by `filters`, all of which must hold. Raises SpecInvalid."""
    data = spec.plain() if isinstance(spec, QuerySpec) else spec
    if not isinstance(data, Mapping):
        raise InvalidInput("The question is an object: a QuerySpec.", field="spec")
    if data.get("dataset") not in (None, "", dataset.pk):
        raise ChartInvalid("The question names another dataset than the chart.", field="spec.dataset")
    narrowed = _narrowed(data.get("filters"), filters)
    return QuerySpec.parse({**data, "dataset": dataset.pk} | ({"filters": narrowed} if narrowed else {}))


def _narrowed(own: Any, filters: Sequence[Mapping[str, Any]]) -> Any:
    if not filters:
        return None
    return {"and": [*([{"and": own}] if isinstance(own, list) and own else [own] if own else []), *filters]}


def labels_of(dataset: Dataset) -> dict[str, str]:
    """What people call the dataset's columns, by name and id; empty before its first version."""
    version = dataset.current_version
    if version is None:
        return {}
    columns = version.engine_columns(dataset.notes)
    return {key: c.label or c.name.replace("_", " ") for c in columns for key in (c.id, c.name)}
