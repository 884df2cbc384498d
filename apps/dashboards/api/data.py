"""What tiles show and what filters offer; seeing the dashboard is enough, and only its declared filters are heard."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.utils.text import slugify
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.charts.services.export import record_export
from apps.core.api import asks_engine, reads
from apps.queries.responses import ARROW, as_arrow, as_csv, waiting

from ..models import Dashboard
from ..selectors import access_dashboard, access_tile, tiles_of
from ..services.crossing import Crossed, offered_by, read_cross
from ..services.data import chart_of, prepare_tile, tile_payload, tile_stream
from ..services.filters import read_given
from ..services.values import filter_values
from .common import AnyAccept, body, crossed_in, given_in, only, person


@asks_engine()
@reads
@api_view(["POST"])
def tile_data(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """The tile's picture and numbers under `{"filters": {id: value or values}}`; filters left out have their default.

    `"cross": {tile id: {column: value, values or {"from", "to"}}}` narrows it by what is chosen on other tiles of its dataset.
    `"prepare": tile id` answers `{"prepared": true or false}`: whether choices on that tile will be answered without its rows.
    With `Accept: application/vnd.apache.arrow.stream` all its rows as an Arrow stream.
    """
    user, wait = person(request), waiting(request)
    tile = access_tile(user, dashboard_id, tile_id)
    asked = only(body(request), "filters", "cross", "prepare")
    given = read_given(tile.dashboard, asked.get("filters"))
    crossed = read_cross(tile.dashboard, asked.get("cross"), ZoneInfo(user.timezone))
    if asked.get("prepare"):
        crossed = _with(tile.dashboard, crossed, str(asked["prepare"]), ZoneInfo(user.timezone))
        return Response({"prepared": prepare_tile(user=user, tile=tile, given=given, crossed=crossed, wait=wait)})
    if ARROW in request.headers.get("Accept", ""):
        answer, schema = tile_stream(user=user, tile=tile, given=given, crossed=crossed, wait=wait)
        return as_arrow(request, answer, schema=schema)
    return Response(tile_payload(user=user, tile=tile, given=given, crossed=crossed, wait=wait))


def _with(dashboard: Dashboard, crossed: tuple[Crossed, ...], tile_id: str, zone: ZoneInfo) -> tuple[Crossed, ...]:
    """What is chosen, and a tile on which something may be chosen next, in the order of the tiles."""
    if any(one.tile == tile_id for one in crossed):
        return crossed
    offered = offered_by(dashboard, tile_id, zone)
    order = list(tiles_of(dashboard).values_list("pk", flat=True))
    return tuple(sorted([*crossed, *([offered] if offered else [])], key=lambda one: order.index(one.tile)))


@asks_engine()
@api_view(["GET"])
def tile_csv(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """All the tile's rows as a CSV file, narrowed by the filters of the address (`?f.region=EU`).

    `x.<tile>.<column>=value` and `xr.<tile>.<column>=from..to` narrow it by what is chosen on other tiles.
    """
    user = person(request)
    tile = access_tile(user, dashboard_id, tile_id)
    given = read_given(tile.dashboard, given_in(request))
    crossed = read_cross(tile.dashboard, crossed_in(request), ZoneInfo(user.timezone))
    answer, _ = tile_stream(user=user, tile=tile, given=given, crossed=crossed, wait=waiting(request))
    file = as_csv(request, answer, filename=f"{slugify(str(tile)) or 'tile'}.csv")
    record_export(user, chart_of(tile), "csv", kind="tile", object_id=tile.pk)
    return file


@asks_engine()
@api_view(["GET"])
def filter_offers(request: Request, dashboard_id: str, filter_id: str) -> Response:
    """Values with counts (`q` searches), or the reach of days or numbers; other filters (`f.<id>=`) narrow them."""
    user = person(request)
    dashboard = access_dashboard(user, dashboard_id)
    given = read_given(dashboard, given_in(request))
    return Response(
        filter_values(user=user, dashboard=dashboard, filter_id=filter_id, given=given, search=request.query_params.get("q", ""))
    )


for _view in (tile_data, tile_csv):
    _view.cls.content_negotiation_class = AnyAccept
