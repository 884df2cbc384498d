"""The share dialog."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import User
from apps.accounts.services.rights import dialog_of
from apps.core.errors import InvalidInput
from apps.core.htmx import toast

from ..selectors import access_dashboard
from ..services import share as services
from .common import person


@require_http_methods(["GET", "HEAD", "POST"])
def dialog(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Who may see the dashboard; POST sets its visibility."""
    user = person(request)
    if request.method == "POST":
        services.share_dashboard(user=user, dashboard_id=dashboard_id, visibility=request.POST.get("visibility", ""))
        return toast(_dialog(request, user, dashboard_id), "Sharing changed")
    return _dialog(request, user, dashboard_id)


@require_POST
def set_level(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Give a member, a group or a role a level, or take it away with an empty one."""
    user, said = person(request), request.POST
    try:
        services.set_level(
            user=user, dashboard_id=dashboard_id, whom=said.get("whom", ""), email=said.get("email", ""), level=said.get("level")
        )
    except InvalidInput as error:
        return _dialog(request, user, dashboard_id, error=error.message, email=said.get("email", ""))
    return toast(_dialog(request, user, dashboard_id), "Sharing changed")


def _dialog(request: HttpRequest, user: User, dashboard_id: str, **more: str) -> HttpResponse:
    dashboard = access_dashboard(user, dashboard_id, "manage")
    places = {"share_url": reverse("dashboards:share-level", args=[dashboard.pk]), "share_target": "#share-body"}
    return render(request, "dashboards/_share.html", {"dashboard": dashboard} | dialog_of(dashboard) | places | more)
