"""A dashboard's history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.core.numbers import whole

from ..selectors import access_dashboard, versions_of
from ..services.versions import restore_version
from .common import go, person


@require_safe
def index(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """The newest 100 versions, as the body of a dialog."""
    dashboard = access_dashboard(person(request), dashboard_id, "edit")
    return render(request, "dashboards/_versions.html", {"dashboard": dashboard, "versions": versions_of(dashboard)[:100]})


@require_POST
def restore(request: HttpRequest, dashboard_id: str, number: int) -> HttpResponse:
    """Make an earlier version the newest; what was newest stays in the history."""
    user = person(request)
    stored = access_dashboard(user, dashboard_id, "edit")
    seen = whole(request.POST.get("version", str(stored.version)), "version")
    return go(request, restore_version(user=user, dashboard_id=dashboard_id, number=int(number), expected=seen).path)
