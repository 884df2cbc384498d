"""Workspaces and their members."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.core.errors import InvalidInput

from ..middleware import person
from ..models import Membership, Role, User, Workspace
from ..selectors import access_workspace, people_in, person_by_email, role_in, seats_of
from ..services import invitations
from ..services import workspaces as services
from ..services.groups import set_attributes
from .serializers import InvitationOut, MemberChange, MemberIn, MemberOut, WorkspaceIn, WorkspaceOut

_WORKSPACE = {"id": "m4x8c2v6b9n3pq", "name": "Sales", "plan": "free", "role": "admin", "created_at": "2026-05-01T09:00:00Z"}
_MEMBER = {
    "user_id": "k7m2w9q4r8t3ab",
    "email": "ada@example.com",
    "name": "Ada Example",
    "role": "analyst",
    "attributes": {"region": ["EU", "US"]},
    "created_at": "2026-05-01T09:00:00Z",
}
_ONE = OpenApiExample("A workspace", value=_WORKSPACE, response_only=True)
_SOMEBODY = OpenApiExample("A member", value=_MEMBER, response_only=True, status_codes=["200", "201"])
_LINK = OpenApiExample(
    "A link to join", value={"link": "https://bi.example.com/invitations/Zk3…"}, response_only=True, status_codes=["202"]
)
_NAME = OpenApiExample("A name", value={"name": "Sales"}, request_only=True)
_ADD = OpenApiExample("An analyst", value={"email": "ada@example.com", "role": "analyst"}, request_only=True)


@extend_schema(methods=["GET"], tags=["workspaces"], summary="My workspaces", responses=WorkspaceOut(many=True), examples=[_ONE])
@extend_schema(
    methods=["POST"],
    tags=["workspaces"],
    summary="Create a workspace",
    request=WorkspaceIn,
    responses={201: WorkspaceOut},
    examples=[_NAME, _ONE],
)
@api_view(["GET", "POST"])
def workspaces(request: Request) -> Response:
    """List the person's workspaces (all of them: people are in a few), or create one."""
    if request.method == "POST":
        made = services.create_workspace(user=person(request), name=_checked(WorkspaceIn(data=request.data))["name"])
        return Response(_described(person(request), made), status=201)
    return Response(WorkspaceOut(seats_of(person(request)), many=True).data)


@extend_schema(methods=["GET"], tags=["workspaces"], summary="One workspace", responses=WorkspaceOut, examples=[_ONE])
@extend_schema(
    methods=["PATCH"],
    tags=["workspaces"],
    summary="Rename a workspace",
    request=WorkspaceIn,
    responses=WorkspaceOut,
    examples=[_NAME, _ONE],
)
@api_view(["GET", "PATCH"])
def workspace(request: Request, workspace_id: str) -> Response:
    """Show or rename a workspace."""
    found = access_workspace(person(request), workspace_id, "view" if request.method == "GET" else "manage")
    if request.method == "PATCH":
        found = services.rename_workspace(user=person(request), workspace=found, name=_checked(WorkspaceIn(data=request.data))["name"])
    return Response(_described(person(request), found))


@extend_schema(methods=["GET"], tags=["workspaces"], summary="Members of a workspace", responses=MemberOut(many=True), examples=[_SOMEBODY])
@extend_schema(
    methods=["POST"],
    tags=["workspaces"],
    summary="Add a member",
    description="Answers 201 with the member when the address has an account, 202 with a link to join when it has none.",
    request=MemberIn,
    responses={201: MemberOut, 202: InvitationOut},
    examples=[_ADD, _SOMEBODY, _LINK],
)
@api_view(["GET", "POST"])
def members(request: Request, workspace_id: str) -> Response:
    """List the members or add one."""
    found = access_workspace(person(request), workspace_id, "view" if request.method == "GET" else "manage")
    if request.method == "GET":
        return Response(MemberOut(people_in(found), many=True, context=_seen_by(person(request), found)).data)
    return _add(person(request), found, _checked(MemberIn(data=request.data)))


@extend_schema(
    methods=["PATCH"],
    tags=["workspaces"],
    summary="Change a member's role or attributes",
    request=MemberChange,
    responses=MemberOut,
    examples=[
        OpenApiExample("A viewer of one region", value={"role": "viewer", "attributes": {"region": "EU"}}, request_only=True),
        _SOMEBODY,
    ],
)
@extend_schema(methods=["DELETE"], tags=["workspaces"], summary="Remove a member", request=None, responses={204: None})
@api_view(["PATCH", "DELETE"])
def member(request: Request, workspace_id: str, user_id: str) -> Response:
    """Change a member's role, or take the seat away (one's own, too)."""
    found = access_workspace(person(request), workspace_id)
    if request.method == "DELETE":
        services.remove_member(user=person(request), workspace=found, member_id=user_id)
        return Response(status=204)
    access_workspace(person(request), workspace_id, "manage")
    said = _checked(MemberChange(data=request.data))
    return Response(MemberOut(_change(person(request), found, user_id, said), context={"attributes": True}).data)


@transaction.atomic
def _change(user: User, workspace: Workspace, member_id: str, said: dict[str, Any]) -> Membership:
    if not said:
        raise InvalidInput("Send a role, attributes, or both.", fields={"role": ["Choose viewer, analyst or admin."]})
    where: dict[str, Any] = {"user": user, "workspace": workspace, "member_id": member_id}
    if "role" in said:
        changed = services.change_role(**where, role=said["role"])
    if "attributes" in said:
        changed = set_attributes(**where, attributes=said["attributes"])
    return changed


def _seen_by(user: User, workspace: Workspace) -> dict[str, bool]:
    """What rules read of people is for administrators to know."""
    return {"attributes": role_in(user, workspace) == Role.ADMIN}


def _add(user: User, workspace: Workspace, said: dict[str, Any]) -> Response:
    somebody = person_by_email(said["email"])
    if somebody is None:
        link = invitations.invite(user=user, workspace=workspace, base_url=settings.PILOTBA.base_url, **said)
        return Response({"link": link}, status=202)
    made: Membership = services.add_member(user=user, workspace=workspace, member=somebody, role=said["role"])
    return Response(MemberOut(made).data, status=201)


def _described(user: User, workspace: Workspace) -> dict[str, Any]:
    return dict(WorkspaceOut(seats_of(user).get(pk=workspace.pk)).data)


def _checked(given: BaseSerializer[Any]) -> dict[str, Any]:
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
