"""Actions of the sample card on the home page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ..services.sample import RETAIL, TRIPS, remove_sample, start_sample
from .common import signed


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load the retail sample in the background; the home page shows how far it is."""
    user, workspace = signed(request)
    start_sample(user=user, workspace=workspace, name=RETAIL)
    return redirect("dashboards:home")


@require_POST
def trips(request: HttpRequest) -> HttpResponse:
    """Generate ten million trips in the background."""
    user, workspace = signed(request)
    start_sample(user=user, workspace=workspace, name=TRIPS)
    return redirect("dashboards:home")


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove everything that came with the sample."""
    user, workspace = signed(request)
    removed = remove_sample(user=user, workspace=workspace)
    messages.success(request, "Removed the sample: {dashboards} dashboards, {charts} charts, {datasets} datasets.".format(**removed))
    return redirect("dashboards:home")
