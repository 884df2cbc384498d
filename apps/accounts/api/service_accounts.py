"""Service accounts of a workspace, for its administrators."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..models import Role, User, Workspace
from ..selectors import access_workspace
from ..services import api_keys, service_accounts
from .keys import KEY, KeyIn, KeyMade, KeyOut, by_no_key
from .signup import checked


class ServiceIn(serializers.Serializer[Any]):
    """What it is called, and what it may do."""

    name = serializers.CharField(max_length=120)
    role = serializers.ChoiceField(choices=Role.choices, default=Role.VIEWER, help_text="viewer or analyst")


class ServiceOut(serializers.Serializer[Any]):
    """A service account with its living keys."""

    id = serializers.CharField(source="pk")
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    created_at = serializers.DateTimeField()
    keys = serializers.SerializerMethodField()

    def get_keys(self, account: User) -> list[dict[str, Any]]:
        """Without their texts."""
        return [dict(KeyOut(key).data) for key in api_keys.keys_of(account)]


_IN = {"name": "Nightly import", "role": "analyst"}
_OUT = {"id": "k7m2w9q4r8t3ab", **_IN, "created_at": "2026-05-01T09:00:00Z", "keys": [KEY]}
_EXAMPLE = OpenApiExample("A service account", value=_OUT, response_only=True, status_codes=["200", "201"])


@extend_schema(
    methods=["GET"],
    tags=["workspaces"],
    summary="Service accounts",
    operation_id="services_list",
    responses=ServiceOut(many=True),
    examples=[_EXAMPLE],
)
@extend_schema(
    methods=["POST"],
    tags=["workspaces"],
    summary="Make a service account",
    operation_id="services_make",
    request=ServiceIn,
    responses={201: ServiceOut},
    examples=[OpenApiExample("An analyst", value=_IN, request_only=True), _EXAMPLE],
)
@api_view(["GET", "POST"])
def collection(request: Request, workspace_id: str) -> Response:
    """List the accounts, or make one."""
    workspace = _workspace(request, workspace_id)
    if request.method == "GET":
        return Response(ServiceOut(list(service_accounts.accounts_of(workspace)), many=True).data)
    made = service_accounts.make(user=person(request), workspace=workspace, **checked(ServiceIn(data=request.data)))
    return Response(_described(workspace, made), status=201)


@extend_schema(
    methods=["PUT"],
    tags=["workspaces"],
    summary="Change a service account",
    operation_id="services_change",
    request=ServiceIn,
    responses=ServiceOut,
    examples=[OpenApiExample("An analyst", value=_IN, request_only=True), _EXAMPLE],
)
@extend_schema(
    methods=["DELETE"],
    tags=["workspaces"],
    summary="Remove a service account",
    operation_id="services_remove",
    description="Its keys end at once; what it made stays.",
    responses={204: None},
)
@api_view(["PUT", "DELETE"])
def item(request: Request, workspace_id: str, account_id: str) -> Response:
    """Change or remove an account."""
    workspace, user = _workspace(request, workspace_id), person(request)
    if request.method == "DELETE":
        service_accounts.remove(user=user, workspace=workspace, account_id=account_id)
        return Response(status=204)
    service_accounts.access_account(user, workspace, account_id)
    said = checked(ServiceIn(data=request.data))
    return Response(_described(workspace, service_accounts.change(user=user, workspace=workspace, account_id=account_id, **said)))


@extend_schema(
    tags=["workspaces"],
    summary="Make a key for a service account",
    operation_id="services_key_make",
    request=KeyIn,
    responses={201: KeyMade},
    examples=[
        OpenApiExample("A key", value={"name": "Nightly export", "scope": "read", "life": "90"}, request_only=True),
        OpenApiExample("The new key", value=KEY | {"key": "pba_x7Kq…"}, response_only=True, status_codes=["201"]),
    ],
)
@api_view(["POST"])
def keys(request: Request, workspace_id: str, account_id: str) -> Response:
    """Make a key; its text is in this answer only."""
    workspace, user = _workspace(request, workspace_id), person(request)
    service_accounts.access_account(user, workspace, account_id)
    said = checked(KeyIn(data=request.data))
    key, text = service_accounts.make_key(user=user, workspace=workspace, account_id=account_id, **said)
    return Response({**KeyOut(key).data, "key": text}, status=201, headers={"Cache-Control": "no-store"})


@extend_schema(tags=["workspaces"], summary="Revoke a key of a service account", operation_id="services_key_revoke", responses={204: None})
@api_view(["DELETE"])
def key(request: Request, workspace_id: str, account_id: str, key_id: str) -> Response:
    """End a key at once."""
    workspace = _workspace(request, workspace_id)
    service_accounts.revoke_key(user=person(request), workspace=workspace, account_id=account_id, key_id=key_id)
    return Response(status=204)


def _workspace(request: Request, workspace_id: str) -> Workspace:
    found = access_workspace(person(request), workspace_id, "manage")
    if request.method != "GET":
        by_no_key(request)
    return found


def _described(workspace: Workspace, account: User) -> dict[str, Any]:
    return dict(ServiceOut(service_accounts.accounts_of(workspace).get(pk=account.pk)).data)
