"""Tiles of counts behind a dashboard's tile of points, under the filters and choices in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.request import Request

from apps.charts.tiles.question import TileQuestion, tile_question
from apps.charts.tiles.responses import answered, asked_in, one_tile
from apps.charts.tiles.serving import tile_set
from apps.core.api import asks_engine

from ..models import Tile
from ..selectors import access_tile
from ..services.data import chart_of, narrowing
from .common import VIEW, AnyAccept, person, viewing_of


@asks_engine()
@api_view(["POST"])
def tile_counts(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """One tile of counts (`"tile": [z, x, y]`), the rows of a `view` ([x0, y0, x1, y1]), or with neither where tiles lie.

    `filters` and `cross` as for the tile's data. With anything chosen, tiles are counted from the rows that are left.
    """
    asked = asked_in(request, *VIEW, "tile", "view")
    return answered(request, _question(request, access_tile(person(request), dashboard_id, tile_id), asked), asked)


@asks_engine()
@api_view(["GET"])
def tile_count(request: Request, dashboard_id: str, tile_id: str, z: int, x: int, y: int) -> HttpResponseBase:
    """One tile of counts (`ask`: `filters` and `cross`, as JSON), with an ETag of the data's version, what is chosen and your rows."""
    asked = asked_in(request, *VIEW)
    return one_tile(request, tile_set(_question(request, access_tile(person(request), dashboard_id, tile_id), asked)), z, x, y)


def _question(request: Request, tile: Tile, asked: dict[str, Any]) -> TileQuestion:
    chart = chart_of(tile)
    narrowed = narrowing(tile, viewing_of(request, tile.dashboard, asked))
    return tile_question(person(request), chart.dataset, spec=chart.spec, kind=chart.kind, filters=narrowed)


for _view in (tile_counts, tile_count):
    _view.cls.content_negotiation_class = AnyAccept
