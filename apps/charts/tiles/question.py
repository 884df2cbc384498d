"""Which questions have tiles, and the one listing of coordinates that all of their tiles are counted from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import User
from apps.datasets.models import Dataset
from apps.engine.spec import QuerySpec
from apps.engine.types import Column, Source
from apps.queries.services.answers import QueryRequest
from apps.queries.services.plan import Plan, make_plan

from ..errors import ChartInvalid
from ..services.choice import placed, why_no_tiles
from ..services.questions import asked, read_chart
from .files import TileColumns


@dataclass(frozen=True)
class TileQuestion:
    """A listing of x, y and perhaps a category for one person: `plan` holds their rights, the row rules and the key."""

    plan: Plan
    spec: QuerySpec

    @property
    def columns(self) -> TileColumns | None:
        """The stored columns that the tile file of this listing is about; None when it reads others, or through conditions."""
        spec, source = self.spec, self.plan.sources[0]
        if spec.joins or spec.filters or source.is_ruled:
            return None
        found = [_stored(source, field) for field in spec.rows or ()]
        whole = all(found) and all(c is not None and placed(c.type) for c in found[:2])
        return TileColumns(tuple(c for c in found if c)) if whole else None


def tile_question(user: User, dataset: Dataset, *, spec: Any, kind: str, filters: Sequence[Mapping[str, Any]] = ()) -> TileQuestion:
    """The question whose rows tiles count. The caller has accessed `dataset`, or something that shows it.

    Raises ChartInvalid when the question has no tiles, and what `make_plan` raises.
    """
    drawn, question, _ = read_chart(dataset, kind=kind, spec=spec, options=None)
    question = drawn.asked(asked(dataset, question, filters))
    request = QueryRequest(workspace=dataset.workspace, dataset=dataset, spec=_listing(question), origin="tile", timezone=user.timezone)
    plan = make_plan(user, request)
    types = {key: c.type for c in plan.sources[0].shown for key in (c.name, c.id)}
    problem = why_no_tiles(drawn, question, types)
    if problem:
        raise ChartInvalid(problem, field="kind")
    assert plan.request.spec is not None
    return TileQuestion(plan, plan.request.spec)


def _listing(question: QuerySpec) -> QuerySpec:
    """The same rows in no order."""
    return question.model_copy(update={"sort": (), "chart": None})


def _stored(source: Source, field: str) -> Column | None:
    return next((c for c in source.columns if c.name == field), None) or next((c for c in source.columns if c.id == field), None)
