"""What tiles show and what filters offer; seeing the dashboard is enough, and only its declared filters are heard."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.text import slugify
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.queries.responses import ARROW, as_arrow, as_csv, waiting

from ..selectors import access_dashboard, access_tile
from ..services.data import tile_payload, tile_stream
from ..services.filters import read_given
from ..services.values import filter_values
from .common import AnyAccept, body, given_in, only, person


@api_view(["POST"])
def tile_data(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """The tile's picture and numbers under `{"filters": {id: value or values}}`; filters left out have their default.

    With `Accept: application/vnd.apache.arrow.stream` all its rows as an Arrow stream.
    """
    user = person(request)
    tile = access_tile(user, dashboard_id, tile_id)
    given = read_given(tile.dashboard, only(body(request), "filters").get("filters"))
    if ARROW in request.headers.get("Accept", ""):
        answer, schema = tile_stream(user=user, tile=tile, given=given, wait=waiting(request))
        return as_arrow(request, answer, schema=schema)
    return Response(tile_payload(user=user, tile=tile, given=given, wait=waiting(request)))


@api_view(["GET"])
def tile_csv(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """All the tile's rows as a CSV file, narrowed by the filters of the address (`?f.region=EU`)."""
    user = person(request)
    tile = access_tile(user, dashboard_id, tile_id)
    answer, _ = tile_stream(user=user, tile=tile, given=read_given(tile.dashboard, given_in(request)), wait=waiting(request))
    return as_csv(request, answer, filename=f"{slugify(str(tile)) or 'tile'}.csv")


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
