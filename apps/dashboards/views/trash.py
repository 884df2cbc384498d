"""The trash: what lies in it, bringing it back, deleting it for ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import InvalidInput

from ..selectors import access_dashboard, trashed_dashboards
from ..services.lifecycle import delete_dashboard, move_to_trash, restore_dashboard
from .common import go, person, signed


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Dashboards the person may bring back."""
    user, workspace = signed(request)
    return render(request, "dashboards/trash.html", {"section": "dashboards", "dashboards": trashed_dashboards(user, workspace)})


@require_POST
def move(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Put a dashboard into the trash; the list offers to undo."""
    moved = move_to_trash(user=person(request), dashboard_id=dashboard_id)
    return go(request, f"/dashboards/?trashed={moved.pk}")


@require_POST
def restore(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Take a dashboard out of the trash and open it."""
    return go(request, restore_dashboard(user=person(request), dashboard_id=dashboard_id).path)


@require_POST
def delete(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Delete for ever; the name has to be typed."""
    user = person(request)
    dashboard = access_dashboard(user, dashboard_id, "manage", trashed=True)
    if request.POST.get("name", "").strip() != dashboard.name:
        raise InvalidInput(f"Type the name of the dashboard, {dashboard.name}, to delete it for ever.", fields={"name": ["Not the name."]})
    delete_dashboard(user=user, dashboard_id=dashboard_id)
    return go(request, "/dashboards/trash/")
