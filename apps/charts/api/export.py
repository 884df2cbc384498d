"""Taking a chart away: its picture as PNG, SVG or PDF, its rows as CSV or XLSX."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.request import Request

from apps.core.api import asks_engine
from apps.core.errors import Forbidden, InvalidInput
from apps.queries.responses import as_csv, waiting

from ..downloads import name_of, picture_answer, workbook_answer
from ..models import Chart
from ..pictures import Look
from ..selectors import access_chart, may_explore
from ..services.export import Shown, open_rows, record_export
from .common import AnyAccept, filters_in, person


@asks_engine()
@api_view(["GET"])
def picture(request: Request, chart_id: str) -> HttpResponseBase:
    """The saved chart's picture: `format` png, svg or pdf; `width` and `height` in CSS pixels; `scale` of a PNG; `theme` light or dark.

    `title=0` leaves the name away, `download=1` answers a file. `filters` narrow it, for those who see its dataset.
    """
    chart, shown = _shown(request, chart_id)
    look = Look.read(request.query_params)
    save = request.query_params.get("download") == "1"
    answer = picture_answer(shown, look, save=save)
    if save:
        record_export(shown.user, chart, look.format)
    return answer


@asks_engine()
@api_view(["GET"])
def csv(request: Request, chart_id: str) -> HttpResponseBase:
    """All rows of the saved chart as CSV: raw values, ISO 8601 times."""
    chart, shown = _shown(request, chart_id)
    answer = as_csv(request, open_rows(shown), filename=f"{name_of(shown)}.csv")
    record_export(shown.user, chart, "csv")
    return answer


@asks_engine()
@api_view(["GET"])
def xlsx(request: Request, chart_id: str) -> HttpResponseBase:
    """All rows of the saved chart as an XLSX workbook with real dates and number formats; at most a worksheet's 1,048,575 rows."""
    chart, shown = _shown(request, chart_id)
    answer = workbook_answer(shown)
    record_export(shown.user, chart, "xlsx")
    return answer


def _shown(request: Request, chart_id: str) -> tuple[Chart, Shown]:
    user = person(request)
    chart = access_chart(user, chart_id)
    filters = _filters(request)
    if filters and not may_explore(user, chart):
        raise Forbidden(f"{chart.name} can be filtered by those who see its dataset. Ask {chart.owner} to share the dataset.")
    return chart, Shown.of(chart, user, filters=filters, wait=waiting(request))


def _filters(request: Request) -> list[dict[str, Any]]:
    given = request.query_params.get("filters")
    if not given:
        return []
    try:
        return filters_in({"filters": orjson.loads(given)})
    except orjson.JSONDecodeError as error:
        raise InvalidInput("Filters are a JSON list of conditions.", field="filters") from error


for _view in (picture, csv, xlsx):
    _view.cls.content_negotiation_class = AnyAccept
