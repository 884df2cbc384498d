"""The rows behind a mark of a tile."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import asks_engine, reads
from apps.core.errors import InvalidInput
from apps.queries.responses import waiting

from ..selectors import access_tile
from ..services.crossing import read_cross
from ..services.data import tile_rows
from ..services.filters import read_given
from .common import body, only, person


@asks_engine()
@reads
@api_view(["POST"])
def tile_rows_behind(request: Request, dashboard_id: str, tile_id: str) -> Response:
    """Rows that the tile counts, narrowed by what narrows the tile and by `where`, conditions of a mark; for who sees the dataset."""
    user = person(request)
    tile = access_tile(user, dashboard_id, tile_id)
    asked = only(body(request), "filters", "cross", "where", "after")
    given = read_given(tile.dashboard, asked.get("filters"))
    crossed = read_cross(tile.dashboard, asked.get("cross"), ZoneInfo(user.timezone))
    where = asked.get("where") or []
    if not isinstance(where, list) or not all(isinstance(part, dict) for part in where):
        raise InvalidInput("The conditions of a mark are a list.", field="where")
    after = str(asked.get("after") or "") or None
    return Response(tile_rows(user=user, tile=tile, given=given, crossed=crossed, where=where, after=after, wait=waiting(request)))
