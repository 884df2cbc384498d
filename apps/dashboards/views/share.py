"""The share dialog."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import Level, User, Visibility
from apps.accounts.selectors import people_in
from apps.core.errors import InvalidInput
from apps.core.htmx import toast

from ..forms import PersonForm
from ..selectors import access_dashboard
from ..services.share import add_person as add
from ..services.share import set_level, share_dashboard, sharing_of
from .common import person


@require_http_methods(["GET", "HEAD", "POST"])
def dialog(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Who may see the dashboard; POST sets its visibility."""
    user = person(request)
    if request.method == "POST":
        share_dashboard(user=user, dashboard_id=dashboard_id, visibility=request.POST.get("visibility", ""))
        return toast(_dialog(request, user, dashboard_id), "Sharing changed")
    return _dialog(request, user, dashboard_id)


@require_POST
def add_person(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Give a member a level."""
    user, form = person(request), PersonForm(request.POST)
    access_dashboard(user, dashboard_id, "manage")
    if not form.is_valid():
        return _dialog(request, user, dashboard_id, form)
    try:
        added = add(user=user, dashboard_id=dashboard_id, **form.cleaned_data)
    except InvalidInput as error:
        form.add_error("email", error.message)
        return _dialog(request, user, dashboard_id, form)
    return toast(_dialog(request, user, dashboard_id), f"Shared with {added}")


@require_POST
def change_person(request: HttpRequest, dashboard_id: str, user_id: str) -> HttpResponse:
    """Change a person's level, or take it away with an empty one."""
    user = person(request)
    set_level(user=user, dashboard_id=dashboard_id, user_id=user_id, level=request.POST.get("level") or None)
    return toast(_dialog(request, user, dashboard_id), "Sharing changed")


def _dialog(request: HttpRequest, user: User, dashboard_id: str, form: PersonForm | None = None) -> HttpResponse:
    dashboard = access_dashboard(user, dashboard_id, "manage")
    sharing = sharing_of(dashboard)
    taken = {p["user_id"] for p in sharing["people"]} | {dashboard.owner_id}
    context = {
        "dashboard": dashboard,
        "sharing": sharing,
        "form": form or PersonForm(),
        "levels": Level.choices,
        "visibilities": Visibility.choices,
        "members": [m.user for m in people_in(dashboard.workspace)[:200] if m.user_id not in taken],
    }
    return render(request, "dashboards/_share.html", context)
