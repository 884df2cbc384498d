"""Groups of people in a workspace."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..models import Membership
from ..selectors import access_group, access_workspace, groups_in
from ..services import groups as services
from .serializers import GroupIn, GroupOut

_GROUP = {
    "id": "g8c2m4x6b9n3pq",
    "name": "Sales",
    "description": "Who sells in Europe",
    "members": [{"user_id": "k7m2w9q4r8t3ab", "name": "Ada Example", "email": "ada@example.com"}],
    "created_at": "2026-05-01T09:00:00Z",
}
_ONE = OpenApiExample("A group", value=_GROUP, response_only=True, status_codes=["200", "201"])
_SAID = OpenApiExample("A group", value={"name": "Sales", "members": ["k7m2w9q4r8t3ab"]}, request_only=True)


@extend_schema(methods=["GET"], tags=["workspaces"], summary="Groups of a workspace", responses=GroupOut(many=True), examples=[_ONE])
@extend_schema(
    methods=["POST"], tags=["workspaces"], summary="Make a group", request=GroupIn, responses={201: GroupOut}, examples=[_SAID, _ONE]
)
@api_view(["GET", "POST"])
def groups(request: Request, workspace_id: str) -> Response:
    """All groups with their people, by name; or a new one (administrators)."""
    workspace = access_workspace(person(request), workspace_id, "view" if request.method == "GET" else "manage")
    if request.method == "POST":
        made = services.save_group(user=person(request), workspace=workspace, **_said(request))
        return Response(GroupOut(made).data, status=201)
    seats = Prefetch("seats", Membership.objects.filter(workspace=workspace).select_related("user").order_by("user__name"))
    return Response(GroupOut(groups_in(workspace).prefetch_related(seats), many=True).data)


@extend_schema(methods=["GET"], tags=["workspaces"], summary="One group", responses=GroupOut, examples=[_ONE])
@extend_schema(
    methods=["PATCH"],
    tags=["workspaces"],
    summary="Change a group",
    description="What is left out stays; `members` replaces all of the group's people.",
    request=GroupIn,
    responses=GroupOut,
    examples=[_SAID, _ONE],
)
@extend_schema(
    methods=["DELETE"],
    tags=["workspaces"],
    summary="Delete a group",
    description="Its grants go with it. 409 while a row rule is for it.",
    request=None,
    responses={204: None},
)
@api_view(["GET", "PATCH", "DELETE"])
def group(request: Request, workspace_id: str, group_id: str) -> Response:
    """Show, change or delete a group."""
    user = person(request)
    workspace = access_workspace(user, workspace_id, "view" if request.method == "GET" else "manage")
    if request.method == "DELETE":
        services.delete_group(user=user, workspace=workspace, group_id=group_id)
        return Response(status=204)
    if request.method == "PATCH":
        return Response(GroupOut(services.save_group(user=user, workspace=workspace, group_id=group_id, **_said(request))).data)
    return Response(GroupOut(access_group(workspace, group_id)).data)


def _said(request: Request) -> dict[str, Any]:
    given = GroupIn(data=request.data, partial=request.method == "PATCH")
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
