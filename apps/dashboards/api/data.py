"""What tiles show and what filters offer; seeing the dashboard is enough, and only its declared filters are heard."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.text import slugify
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.charts.services.export import record_export
from apps.core.api import asks_engine, reads
from apps.queries.responses import ARROW, as_arrow, as_csv

from ..selectors import access_dashboard, access_tile
from ..services.data import chart_of, prepare_tile, tile_payload, tile_stream
from ..services.filters import read_given
from ..services.values import filter_values
from .common import VIEW, AnyAccept, body, given_in, only, person, viewing_in, viewing_of


@asks_engine()
@reads
@api_view(["POST"])
def tile_data(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """The tile's picture and numbers under `{"filters": {id: value or values}}`; filters left out have their default.

    `"cross": {tile id: {column: value, values, {"from", "to"} or {"not": values}}}` narrows it by what is chosen on other tiles of its
    dataset; `"drill": {tile id: [{"where": {column: value}, "by": "month:day"}]}` takes marks apart by another column.
    `"prepare": tile id` answers `{"prepared": true or false}`: whether choices on that tile will be answered without its rows.
    With `Accept: application/vnd.apache.arrow.stream` all its rows as an Arrow stream.
    """
    tile = access_tile(person(request), dashboard_id, tile_id)
    asked = only(body(request), *VIEW, "prepare")
    viewing = viewing_of(request, tile.dashboard, asked)
    if asked.get("prepare"):
        return Response({"prepared": prepare_tile(tile=tile, viewing=viewing.crossed_with(str(asked["prepare"])))})
    if ARROW in request.headers.get("Accept", ""):
        answer, schema = tile_stream(tile=tile, viewing=viewing)
        return as_arrow(request, answer, schema=schema)
    return Response(tile_payload(tile=tile, viewing=viewing))


@asks_engine()
@api_view(["GET"])
def tile_csv(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """All the tile's rows as a CSV file, narrowed by the filters of the address (`?f.region=EU`).

    `x.<tile>.<column>=value`, `xn.` for values left out and `xr.<tile>.<column>=from..to` narrow it by what is chosen on other tiles;
    `d.<tile>.<step>=grouping` with `dx.<tile>.<step>.<column>=value` (or `dr.` for a range) is a step down.
    """
    user = person(request)
    tile = access_tile(user, dashboard_id, tile_id)
    answer, _ = tile_stream(tile=tile, viewing=viewing_in(request, tile.dashboard))
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
