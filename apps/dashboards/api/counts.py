"""Tiles of counts behind a dashboard's tile of points, under the filters and choices in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.request import Request

from apps.charts.tiles.question import tile_question
from apps.charts.tiles.responses import answered
from apps.core.api import asks_engine

from ..selectors import access_tile
from ..services.crossing import read_cross
from ..services.data import chart_of, narrowing
from ..services.filters import read_given
from .common import AnyAccept, body, only, person


@asks_engine()
@api_view(["POST"])
def tile_counts(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """One tile of counts (`"tile": [z, x, y]`), the rows of a `view` ([x0, y0, x1, y1]), or with neither where tiles lie.

    `filters` and `cross` as for the tile's data. With anything chosen, tiles are counted from the rows that are left.
    """
    user, asked = person(request), only(body(request), "filters", "cross", "tile", "view")
    tile = access_tile(user, dashboard_id, tile_id)
    chart, given = chart_of(tile), read_given(tile.dashboard, asked.get("filters"))
    crossed = read_cross(tile.dashboard, asked.get("cross"), ZoneInfo(user.timezone))
    narrowed = narrowing(user, tile, given, crossed)
    return answered(request, tile_question(user, chart.dataset, spec=chart.spec, kind=chart.kind, filters=narrowed), asked)


tile_counts.cls.content_negotiation_class = AnyAccept
