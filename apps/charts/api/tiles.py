"""Tiles of counts: of a question that is being built, and of a saved chart."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.request import Request

from apps.accounts.models import User
from apps.core.api import asks_engine
from apps.core.errors import Forbidden
from apps.datasets.selectors import access_dataset

from ..models import Chart
from ..selectors import access_chart, may_explore
from ..tiles.question import TileQuestion, tile_question
from ..tiles.responses import answered, asked_in, one_tile
from ..tiles.serving import tile_set
from .common import AnyAccept, filters_in, person

_DRAFT = ("dataset_id", "spec", "kind", "options", "filters")


@asks_engine()
@api_view(["POST"])
def draw_tiles(request: Request) -> HttpResponseBase:
    """Tiles of a question about a dataset you may see: `tile` ([z, x, y]), the rows of a `view` ([x0, y0, x1, y1]), or the facts."""
    data = asked_in(request, *_DRAFT, "tile", "view")
    return answered(request, _draft(person(request), data), data)


@asks_engine()
@api_view(["GET"])
def draw_tile(request: Request, z: int, x: int, y: int) -> HttpResponseBase:
    """One tile of a question (`ask`: as for `render/tiles`, in JSON), with an ETag of the data's version, the question and your rows."""
    return one_tile(request, tile_set(_draft(person(request), asked_in(request, *_DRAFT))), z, x, y)


@asks_engine()
@api_view(["GET", "POST"])
def chart_tiles(request: Request, chart_id: str) -> HttpResponseBase:
    """Tiles of a saved chart, as `render/tiles` gives them; `filters` are for those who may see its dataset."""
    data = asked_in(request, "filters", "tile", "view")
    chart = access_chart(person(request), chart_id)
    return answered(request, _question(person(request), chart, filters_in(data)), data)


@asks_engine()
@api_view(["GET"])
def chart_tile(request: Request, chart_id: str, z: int, x: int, y: int) -> HttpResponseBase:
    """One tile of a saved chart (`ask`: `filters`, as JSON), with an ETag of the data's version, the question and your rows."""
    data = asked_in(request, "filters")
    question = _question(person(request), access_chart(person(request), chart_id), filters_in(data))
    return one_tile(request, tile_set(question), z, x, y)


def _draft(user: User, data: dict[str, Any]) -> TileQuestion:
    dataset = access_dataset(user, str(data.get("dataset_id", "")))
    return tile_question(user, dataset, spec=data.get("spec"), kind=str(data.get("kind") or "points"), filters=filters_in(data))


def _question(user: User, chart: Chart, filters: list[dict[str, Any]]) -> TileQuestion:
    if filters and not may_explore(user, chart):
        raise Forbidden(f"{chart.name} can be filtered by those who see its dataset. Ask {chart.owner} to share the dataset.")
    return tile_question(user, chart.dataset, spec=chart.spec, kind=chart.kind, filters=filters)


for _view in (draw_tiles, draw_tile, chart_tiles, chart_tile):
    _view.cls.content_negotiation_class = AnyAccept
