"""The audit trail of a workspace."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.numbers import whole
from apps.core.paging import DEFAULT, paginate

from ..middleware import person
from ..selectors import access_workspace
from ..services import trail

_ENTRY = {
    "at": "2026-05-01T09:00:00+00:00",
    "person": "ada@example.com",
    "action": "dashboard.save",
    "kind": "dashboards.dashboard",
    "object": "k7m2w9q4r8t3ab",
    "address": "203.0.113.7",
    "request_id": "bs4k2m9w7q3xpa",
    "before": None,
    "after": {"version": 4},
}
_OUT = inline_serializer(
    "AuditPage",
    {
        "items": serializers.ListField(child=serializers.DictField()),
        "next": serializers.CharField(allow_null=True),
        "prev": serializers.CharField(allow_null=True),
    },
)


@extend_schema(
    tags=["workspaces"],
    summary="Who did what",
    operation_id="workspaces_audit",
    description="For administrators of the workspace; newest first.",
    parameters=[
        OpenApiParameter("q", OpenApiTypes.STR, description="Words in person, action, kind or object id."),
        OpenApiParameter("since", OpenApiTypes.DATE),
        OpenApiParameter("until", OpenApiTypes.DATE, description="Included."),
        OpenApiParameter("cursor", OpenApiTypes.STR),
        OpenApiParameter("limit", OpenApiTypes.INT),
    ],
    responses=_OUT,
    examples=[OpenApiExample("A page", value={"items": [_ENTRY], "next": None, "prev": None}, response_only=True)],
)
@api_view(["GET"])
def audit_trail(request: Request, workspace_id: str) -> Response:
    """One page of the trail."""
    user, said = person(request), request.query_params
    workspace = access_workspace(user, workspace_id, "manage")
    wanted = trail.Wanted.parse(said.get("q", ""), said.get("since", ""), said.get("until", ""))
    limit = whole(said.get("limit", str(DEFAULT)), "limit")
    page = paginate(trail.entries(user, workspace, wanted), said.get("cursor") or None, limit, "-at")
    return Response({"items": [trail.facts(entry) for entry in page.items], "next": page.next, "prev": page.prev})
