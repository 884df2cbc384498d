"""Tiles of counts behind a dashboard's tile of points, under the filters and choices in force."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.request import Request

from apps.accounts.models import User
from apps.charts.tiles.question import TileQuestion, tile_question
from apps.charts.tiles.responses import answered, asked_in, one_tile
from apps.charts.tiles.serving import tile_set
from apps.core.api import asks_engine

from ..models import Tile
from ..selectors import access_tile
from ..services.crossing import read_cross
from ..services.data import chart_of, narrowing
from ..services.filters import read_given
from .common import AnyAccept, person


@asks_engine()
@api_view(["POST"])
def tile_counts(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """One tile of counts (`"tile": [z, x, y]`), the rows of a `view` ([x0, y0, x1, y1]), or with neither where tiles lie.

    `filters` and `cross` as for the tile's data. With anything chosen, tiles are counted from the rows that are left.
    """
    asked = asked_in(request, "filters", "cross", "tile", "view")
    return answered(request, _question(person(request), access_tile(person(request), dashboard_id, tile_id), asked), asked)


@asks_engine()
@api_view(["GET"])
def tile_count(request: Request, dashboard_id: str, tile_id: str, z: int, x: int, y: int) -> HttpResponseBase:
    """One tile of counts (`ask`: `filters` and `cross`, as JSON), with an ETag of the data's version, what is chosen and your rows."""
    asked = asked_in(request, "filters", "cross")
    return one_tile(request, tile_set(_question(person(request), access_tile(person(request), dashboard_id, tile_id), asked)), z, x, y)


def _question(user: User, tile: Tile, asked: dict[str, Any]) -> TileQuestion:
    chart, given = chart_of(tile), read_given(tile.dashboard, asked.get("filters"))
    crossed = read_cross(tile.dashboard, asked.get("cross"), ZoneInfo(user.timezone))
    return tile_question(user, chart.dataset, spec=chart.spec, kind=chart.kind, filters=narrowing(user, tile, given, crossed))


for _view in (tile_counts, tile_count):
    _view.cls.content_negotiation_class = AnyAccept
