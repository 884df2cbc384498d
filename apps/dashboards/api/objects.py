"""Dashboards as objects: list, create, read, change, trash, copy, and the layout in one request."""

from __future__ import annotations

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import access_workspace
from apps.core.api import Listing, etag, sparse

from ..selectors import access_dashboard, visible_dashboards
from ..services import lifecycle
from ..services.content import Content
from ..services.saving import save_content
from .common import answer, body, expected_version, only, person, short, whole, workspace_of

LISTED = Listing(("name", "created_at", "updated_at"), "-updated_at", {"owner": "owner_id", "visibility": "visibility"})


@api_view(["GET", "POST"])
def collection(request: Request) -> Response:
    """List the dashboards of the workspace (`q` searches names), or create one with its content."""
    user = person(request)
    if request.method == "POST":
        access_workspace(user, workspace_of(request).pk, "edit")
        data = only(body(request), "name", "description", "filters", "tiles", "visibility")
        visibility = str(data.pop("visibility", "private"))
        content = Content.parse(data)
        return answer(
            lifecycle.create_dashboard(user=user, workspace=workspace_of(request), content=content, visibility=visibility), user, 201
        )
    return LISTED.answer(request, visible_dashboards(user, workspace_of(request), search=request.query_params.get("q", "")), short)


@api_view(["GET", "PATCH", "DELETE"])
def item(request: Request, dashboard_id: str) -> Response:
    """Read a dashboard, rename it (If-Match), or move it to the trash (If-Match); from the trash DELETE is for ever."""
    user = person(request)
    if request.method == "GET":
        dashboard = access_dashboard(user, dashboard_id)
        return Response(sparse(request, whole(dashboard, user)), headers={"ETag": etag(dashboard)})
    if request.method == "PATCH":
        dashboard = access_dashboard(user, dashboard_id, "edit")
        expected = expected_version(request, dashboard)
        return answer(lifecycle.rename_dashboard(user=user, dashboard_id=dashboard_id, fields=body(request), expected=expected), user)
    dashboard = access_dashboard(user, dashboard_id, "manage", trashed=True)
    lifecycle.discard(user=user, dashboard_id=dashboard_id, expected=expected_version(request, dashboard))
    return Response(status=204)


@api_view(["GET", "PUT"])
def layout(request: Request, dashboard_id: str) -> Response:
    """Read or replace the whole content in one step. PUT needs If-Match; 412 says who saved what in between."""
    user = person(request)
    if request.method == "GET":
        return answer(access_dashboard(user, dashboard_id), user)
    dashboard = access_dashboard(user, dashboard_id, "edit")
    data = only(body(request), "name", "description", "filters", "tiles")
    content = Content.parse({"name": dashboard.name, "description": dashboard.description, "filters": dashboard.filters} | data)
    saved = save_content(user=user, dashboard_id=dashboard_id, content=content, expected=expected_version(request, dashboard))
    return answer(saved, user)


@api_view(["POST"])
def duplicate(request: Request, dashboard_id: str) -> Response:
    """Copy a dashboard into a private one of your own."""
    data = only(body(request), "name")
    return answer(
        lifecycle.duplicate_dashboard(user=person(request), dashboard_id=dashboard_id, name=str(data.get("name", ""))), person(request), 201
    )


@api_view(["POST"])
def restore(request: Request, dashboard_id: str) -> Response:
    """Take a dashboard out of the trash."""
    return answer(lifecycle.restore_dashboard(user=person(request), dashboard_id=dashboard_id), person(request))
