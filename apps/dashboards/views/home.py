"""The home page: where people were, what is new, and how to begin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.selectors import role_in
from apps.accounts.services.people import ARRIVED, STARTS
from apps.datasets.selectors import visible_datasets

from ..selectors import pinned_dashboards, recent_dashboards, visible_dashboards
from ..services import feed
from ..services.sample import sample_state
from .common import signed


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What failed, pinned, recent, favourite and new; dashboards and datasets; three ways to begin while there is nothing."""
    user, workspace = signed(request)
    if request.session.pop(ARRIVED, False) and (start := STARTS.get(user.start, "/")) != "/":
        return redirect(start)
    dashboards, datasets = visible_dashboards(user, workspace), visible_datasets(user, workspace)
    context = {
        "section": "home",
        "failing": feed.failing(user, workspace),
        "pinned": pinned_dashboards(user, workspace),
        "recents": recent_dashboards(user, workspace),
        "starred": feed.starred(user, workspace),
        "activity": feed.activity(user, workspace),
        "dashboards": dashboards[:6],
        "datasets": datasets[:6],
        "counts": {"dashboards": dashboards.count(), "datasets": datasets.count()},
        "sample": sample_state(workspace),
        "may_create": role_in(user, workspace) != "viewer",
        "may_manage": role_in(user, workspace) == "admin",
    }
    context |= {"first_run": not context["dashboards"] and not context["datasets"], "toured": "tour" in user.preferences}
    return render(request, "home.html", context)
