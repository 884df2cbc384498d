"""Public links and embeddings in the share dialog."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import InvalidInput
from apps.core.htmx import toast

from ..models import Dashboard, DoorKind, ShareLink
from ..selectors import access_dashboard, links_of
from ..services.filters import read_given
from ..services.links import LIVES, make_link, revoke_link
from .common import person


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """The open links with a form for another; POST makes it and shows, this once, what opens it."""
    dashboard = access_dashboard(person(request), dashboard_id, "manage")
    if request.method != "POST":
        return _part(request, dashboard)
    try:
        link, secret = make_link(user=person(request), dashboard_id=dashboard_id, **_asked(request, dashboard))
    except InvalidInput as error:
        return _part(request, dashboard, wrong=error.message)
    return _part(request, dashboard, made=link, secret=secret)


@require_POST
def revoke(request: HttpRequest, dashboard_id: str, link_id: str) -> HttpResponse:
    """Close a link at once."""
    revoke_link(user=person(request), dashboard_id=dashboard_id, link_id=link_id)
    return toast(_part(request, access_dashboard(person(request), dashboard_id, "manage")), "The link is closed")


def _asked(request: HttpRequest, dashboard: Dashboard) -> dict[str, Any]:
    said = request.POST
    in_force = {declared["id"]: values for declared, values in _in_force(request, dashboard)}
    asked = {name: said.get(name, "") for name in ("kind", "name", "life", "password")}
    locked = {name: in_force[name] for name in said.getlist("lock") if name in in_force}
    return asked | {"locked": locked, "origins": said.get("origins", "").split()}


def _in_force(request: HttpRequest, dashboard: Dashboard) -> list[tuple[dict[str, Any], list[str]]]:
    """The filters with values on the page that the dialog stands on: htmx names its address."""
    query = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query)
    known = {declared["id"] for declared in dashboard.filters}
    named = {name[2:]: values for name, values in query.items() if name.startswith("f.") and name[2:] in known}
    given = read_given(dashboard, named)
    return [(declared, list(given[declared["id"]])) for declared in dashboard.filters if given[declared["id"]]]


def _part(request: HttpRequest, dashboard: Dashboard, *, made: ShareLink | None = None, secret: str = "", wrong: str = "") -> HttpResponse:
    context = {
        "dashboard": dashboard,
        "links": links_of(dashboard),
        "kinds": DoorKind.choices,
        "lives": LIVES,
        "in_force": _in_force(request, dashboard),
        "made": made,
        "secret": secret,
        "address": request.build_absolute_uri(f"/s/{secret}/") if made and made.kind == DoorKind.LINK else "",
        "frame": request.build_absolute_uri("/s/TOKEN/"),
        "wrong": wrong,
        "said": request.POST if wrong else {},
    }
    response = render(request, "dashboards/_links.html", context)
    response["Cache-Control"] = "no-store"
    return response
