"""Taking a tile away as the viewer sees it: its picture, its rows as a workbook."""

from __future__ import annotations

from django.http import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.request import Request

from apps.charts.downloads import picture_answer, workbook_answer
from apps.charts.pictures import Look
from apps.charts.services.export import Shown, record_export
from apps.core.api import asks_engine

from ..models import Tile
from ..selectors import access_tile
from ..services.data import chart_of, drawn_as
from .common import AnyAccept, person, viewing_in


@asks_engine()
@api_view(["GET"])
def tile_picture(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """The tile's picture, narrowed by the filters of the address: `format`, `width`, `height`, `scale`, `theme`, `title` as for charts."""
    tile, shown = _shown(request, dashboard_id, tile_id)
    look = Look.read(request.query_params)
    save = request.query_params.get("download") == "1"
    answer = picture_answer(shown, look, save=save)
    if save:
        record_export(shown.user, chart_of(tile), look.format, kind="tile", object_id=tile.pk)
    return answer


@asks_engine()
@api_view(["GET"])
def tile_xlsx(request: Request, dashboard_id: str, tile_id: str) -> HttpResponseBase:
    """All the tile's rows as an XLSX workbook, narrowed by the filters of the address."""
    tile, shown = _shown(request, dashboard_id, tile_id)
    answer = workbook_answer(shown)
    record_export(shown.user, chart_of(tile), "xlsx", kind="tile", object_id=tile.pk)
    return answer


def _shown(request: Request, dashboard_id: str, tile_id: str) -> tuple[Tile, Shown]:
    user = person(request)
    tile = access_tile(user, dashboard_id, tile_id)
    chart, viewing = chart_of(tile), viewing_in(request, tile.dashboard)
    return tile, Shown.of(chart, user, title=tile.title or chart.name, origin="tile", wait=viewing.wait, **drawn_as(tile, viewing))


for _view in (tile_picture, tile_xlsx):
    _view.cls.content_negotiation_class = AnyAccept
