"""From a chart's page: put the chart on a dashboard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.charts.models import Chart
from apps.charts.selectors import access_chart
from apps.core.errors import InvalidInput

from ..selectors import visible_dashboards
from ..services.content import Content
from ..services.lifecycle import create_dashboard
from ..services.tiles import add_chart as add
from .common import go, person

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
def add_chart(request: HttpRequest, chart_id: str) -> HttpResponse:
    """Offer the dashboards the person may change, and a new one; POST adds the chart and opens the dashboard."""
    user = person(request)
    chart = access_chart(user, chart_id)
    if request.method == "POST":
        return _add(request, chart)
    search = request.GET.get("q", "").strip()[:200]
    found = visible_dashboards(user, chart.workspace, "edit", search=search)
    context = {"chart": chart, "dashboards": found[:MOST], "search": search, "section": "charts"}
    return render(request, "dashboards/_add_chart.html", context)


def _add(request: HttpRequest, chart: Chart) -> HttpResponse:
    user, chosen, name = person(request), request.POST.get("dashboard", ""), request.POST.get("name", "").strip()
    if chosen:
        return go(request, add(user=user, dashboard_id=chosen, chart_id=chart.pk).dashboard.path)
    if not name:
        raise InvalidInput("Choose a dashboard, or name a new one.", fields={"name": ["Name the new dashboard."]})
    content = Content.parse({"name": name, "tiles": [{"kind": "chart", "chart": chart.pk, "w": 12, "h": 6}]})
    return go(request, create_dashboard(user=user, workspace=chart.workspace, content=content).path)
