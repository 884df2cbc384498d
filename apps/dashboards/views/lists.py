"""The list of dashboards, and making new ones."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.selectors import access_workspace, role_in
from apps.core.htmx import page_or_part
from apps.core.paging import paginate

from ..forms import NewDashboardForm
from ..selectors import trashed_dashboards, visible_dashboards
from ..services.content import Content
from ..services.lifecycle import create_dashboard, duplicate_dashboard, pin_dashboard
from .common import go, person, signed


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Dashboards the person may see, newest change first, searchable by name."""
    user, workspace = signed(request)
    search = request.GET.get("q", "").strip()[:200]
    page = paginate(visible_dashboards(user, workspace, search=search), request.GET.get("cursor") or None, 50, "-updated_at")
    trashed = trashed_dashboards(user, workspace)
    context = {
        "section": "dashboards",
        "page": page,
        "search": search,
        "may_create": role_in(user, workspace) != "viewer",
        "trashed": trashed.count(),
        "undo": trashed.filter(pk=request.GET.get("trashed", "")).first(),
    }
    return page_or_part(request, "dashboards/list.html", "dashboards/_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A form of one name; the new dashboard opens in edit mode."""
    user, workspace = signed(request)
    access_workspace(user, workspace.pk, "edit")
    form = NewDashboardForm(request.POST or None, initial={"name": request.GET.get("name", "")[:200]})
    if request.method != "POST" or not form.is_valid():
        return render(request, "dashboards/new.html", {"section": "dashboards", "form": form}, status=422 if form.errors else 200)
    chosen = form.cleaned_data
    content = Content.parse({"name": chosen["name"], "description": chosen["description"]})
    dashboard = create_dashboard(user=user, workspace=workspace, content=content, visibility=chosen["visibility"])
    return redirect(f"{dashboard.path}?edit=1")


@require_POST
def duplicate(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Copy a dashboard and open the copy in edit mode."""
    copy = duplicate_dashboard(user=person(request), dashboard_id=dashboard_id)
    return go(request, f"{copy.path}?edit=1")


@require_POST
def pin(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Put a dashboard on everybody's home page (`on=1`) or take it off, and come back to it."""
    dashboard = pin_dashboard(user=person(request), dashboard_id=dashboard_id, pinned=request.POST.get("on") == "1")
    said = "is on everybody's home page" if dashboard.pinned_at else "is no longer on everybody's home page"
    messages.success(request, f"{dashboard.name} {said}.")
    return go(request, dashboard.path)
