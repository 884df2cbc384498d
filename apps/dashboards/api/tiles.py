"""Single tiles of a dashboard. Each change saves one version of the dashboard, whose ETag guards it."""

from __future__ import annotations

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import etag

from ..models import Dashboard
from ..selectors import access_dashboard, access_tile, tiles_of
from ..services import tiles
from .common import body, expected_version, only, person, tile_json

_FIELDS = ("kind", "chart", "title", "text", "x", "y", "w", "h", "mobile_order")


@api_view(["GET", "POST"])
def collection(request: Request, dashboard_id: str) -> Response:
    """List the tiles, or add one: `{kind: "chart", chart}` or `{kind: "text", text}`, with a place or below the others."""
    if request.method == "GET":
        dashboard = access_dashboard(person(request), dashboard_id)
        return Response({"items": [tile_json(t) for t in tiles_of(dashboard)]}, headers={"ETag": etag(dashboard)})
    tile = tiles.add_tile(user=person(request), dashboard_id=dashboard_id, fields=only(body(request), *_FIELDS))
    return Response(tile_json(tile), status=201, headers={"ETag": etag(tile.dashboard)})


@api_view(["GET", "PATCH", "DELETE"])
def item(request: Request, dashboard_id: str, tile_id: str) -> Response:
    """Read, change or remove one tile; changes need If-Match with the dashboard's ETag."""
    user = person(request)
    if request.method == "GET":
        tile = access_tile(user, dashboard_id, tile_id)
        return Response(tile_json(tile), headers={"ETag": etag(tile.dashboard)})
    expected = expected_version(request, access_tile(user, dashboard_id, tile_id, "edit").dashboard)
    if request.method == "DELETE":
        dashboard: Dashboard = tiles.remove_tile(user=user, dashboard_id=dashboard_id, tile_id=tile_id, expected=expected)
        return Response(status=204, headers={"ETag": etag(dashboard)})
    fields = only(body(request), *_FIELDS)
    tile = tiles.update_tile(user=user, dashboard_id=dashboard_id, tile_id=tile_id, fields=fields, expected=expected)
    return Response(tile_json(tile), headers={"ETag": etag(tile.dashboard)})
