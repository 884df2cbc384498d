"""The newest day of a column among the rows that a person may see: whom rules bind must not learn of later ones."""

from __future__ import annotations

from datetime import date

from apps.accounts.models import User
from apps.datasets.models import Dataset
from apps.engine.spec import QuerySpec
from apps.queries.services.run import QueryRequest, run_query


def newest_seen(user: User, dataset: Dataset, column: str) -> date | None:
    """The latest day of `column` under the person's row rules, or None when they see none; the answer is cached as any other."""
    spec = QuerySpec.parse({"dataset": dataset.pk, "measures": [{"agg": "max", "field": column, "as": "newest"}]})
    request = QueryRequest(workspace=dataset.workspace, dataset=dataset, spec=spec, origin="tile", rows=1)
    [found] = run_query(user=user, request=request).table().column(0).to_pylist()
    try:
        return date.fromisoformat(str(found)[:10])
    except ValueError:  # an empty or masked column
        return None
