"""Parts of the edit mode that the server draws."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.charts.selectors import visible_charts

from ..selectors import access_dashboard
from .common import person
from .page import describe_all

MOST = 30


@require_safe
def charts(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Charts of the workspace to put on the dashboard, searched by name; each says its dataset and columns for the script."""
    user = person(request)
    dashboard = access_dashboard(user, dashboard_id, "edit")
    search = request.GET.get("q", "").strip()[:200]
    found = visible_charts(user, dashboard.workspace).select_related("dataset__current_version", "owner")
    for word in search.split()[:8]:
        found = found.filter(name__icontains=word)
    charts = list(found[: MOST + 1])
    context = {
        "dashboard": dashboard,
        "charts": list(zip(charts[:MOST], describe_all(user, [c.dataset for c in charts[:MOST]]), strict=True)),
        "more": len(charts) > MOST,
        "search": search,
    }
    return render(request, "dashboards/_charts.html", context)
