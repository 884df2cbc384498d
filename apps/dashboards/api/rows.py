"""The rows behind a mark of a tile."""

from __future__ import annotations

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import asks_engine, reads
from apps.core.errors import InvalidInput

from ..selectors import access_tile
from ..services.data import tile_rows
from .common import VIEW, body, only, person, viewing_of


@asks_engine()
@reads
@api_view(["POST"])
def tile_rows_behind(request: Request, dashboard_id: str, tile_id: str) -> Response:
    """Rows that the tile counts, narrowed by what narrows the tile and by `where`, conditions of a mark; for who sees the dataset."""
    tile = access_tile(person(request), dashboard_id, tile_id)
    asked = only(body(request), *VIEW, "where", "after")
    where = asked.get("where") or []
    if not isinstance(where, list) or not all(isinstance(part, dict) for part in where):
        raise InvalidInput("The conditions of a mark are a list.", field="where")
    after = str(asked.get("after") or "") or None
    return Response(tile_rows(tile=tile, viewing=viewing_of(request, tile.dashboard, asked), where=where, after=after))
