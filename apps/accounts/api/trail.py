"""The audit trail of a workspace."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import StreamingHttpResponse
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
from ..services import keeping, trail

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
_SEARCH = [
    OpenApiParameter("q", OpenApiTypes.STR, description="Words in person, action, kind or object id."),
    OpenApiParameter("since", OpenApiTypes.DATE),
    OpenApiParameter("until", OpenApiTypes.DATE, description="Included."),
]
_STATE = {
    "entries": 1203,
    "waiting": 0,
    "checked_to": 1203,
    "checked_at": "2026-05-01T03:00:00Z",
    "problem": "",
    "removed_to": 0,
    "days": 730,
    "own": False,
}


class ChainOut(serializers.Serializer[Any]):
    """How far the trail was proved to be whole, and how long it is kept."""

    entries = serializers.IntegerField(help_text="Number of the newest chained entry.")
    waiting = serializers.IntegerField(help_text="Entries of the last second that are not chained yet.")
    checked_to = serializers.IntegerField(help_text="Up to which entry the chain was last proved.")
    checked_at = serializers.DateTimeField(allow_null=True)
    problem = serializers.CharField(help_text="What the last check found, empty when the chain holds.")
    removed_to = serializers.IntegerField(help_text="Up to which entry retention removed; the rest still verifies.")
    days = serializers.IntegerField(help_text="How long entries are kept; 0 is for ever.")
    own = serializers.BooleanField(help_text="Whether the workspace said so itself.")


class KeepIn(serializers.Serializer[Any]):
    """How long entries are kept."""

    days = serializers.IntegerField(allow_null=True, help_text="From 30; 0 is for ever, null is what the installation says.")


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
    parameters=[*_SEARCH, OpenApiParameter("cursor", OpenApiTypes.STR), OpenApiParameter("limit", OpenApiTypes.INT)],
    responses=_OUT,
    examples=[OpenApiExample("A page", value={"items": [_ENTRY], "next": None, "prev": None}, response_only=True)],
)
@api_view(["GET"])
def audit_trail(request: Request, workspace_id: str) -> Response:
    """One page of the trail."""
    user, said = person(request), request.query_params
    workspace = access_workspace(user, workspace_id, "manage")
    wanted = _wanted(request)
    limit = whole(said.get("limit", str(DEFAULT)), "limit")
    page = paginate(trail.entries(user, workspace, wanted), said.get("cursor") or None, limit, "-at")
    return Response({"items": [trail.facts(entry) for entry in page.items], "next": page.next, "prev": page.prev})


@extend_schema(
    tags=["workspaces"],
    summary="The trail as a file",
    operation_id="workspaces_audit_export",
    description="`csv` for spreadsheets; `jsonl` holds every field that the digests are computed from. The download is itself an entry.",
    parameters=[*_SEARCH, OpenApiParameter("format", OpenApiTypes.STR, enum=list(trail.FORMS), default="csv")],
    responses={(200, "text/csv"): OpenApiTypes.BINARY, (200, "application/x-ndjson"): OpenApiTypes.BINARY},
)
@api_view(["GET"])
def audit_file(request: Request, workspace_id: str) -> StreamingHttpResponse:
    """All that the search finds."""
    workspace = access_workspace(person(request), workspace_id, "manage")
    form = request.query_params.get("format", "csv")
    rows = trail.as_file(person(request), workspace, _wanted(request), form)
    headers = {"Content-Disposition": f'attachment; filename="audit-trail.{form}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(rows, content_type=trail.FORMS[form], headers=headers)


_PROVED = OpenApiExample("A whole trail", value=_STATE, response_only=True)


@extend_schema(methods=["GET"], tags=["workspaces"], summary="Whether the trail is whole", responses=ChainOut, examples=[_PROVED])
@extend_schema(
    methods=["POST"],
    tags=["workspaces"],
    summary="Check the whole trail",
    description="Starts a job that reads every entry; its outcome is in GET.",
    request=None,
    responses={202: inline_serializer("AuditCheck", {"job": serializers.CharField()})},
    examples=[OpenApiExample("The job", value={"job": "j7m2w9q4r8t3ab"}, response_only=True, status_codes=["202"])],
)
@extend_schema(
    methods=["PATCH"],
    tags=["workspaces"],
    summary="Say how long the trail is kept",
    request=KeepIn,
    responses=ChainOut,
    examples=[OpenApiExample("A year", value={"days": 365}, request_only=True), _PROVED],
)
@api_view(["GET", "POST", "PATCH"])
def audit_chain(request: Request, workspace_id: str) -> Response:
    """The chain of digests of the trail."""
    user = person(request)
    workspace = access_workspace(user, workspace_id, "manage")
    if request.method == "POST":
        return Response({"job": keeping.check_now(user=user, workspace=workspace).pk}, status=202)
    if request.method == "PATCH":
        given = KeepIn(data=request.data)
        given.is_valid(raise_exception=True)
        workspace = keeping.keep_for(user=user, workspace=workspace, days=given.validated_data["days"])
    return Response(ChainOut(asdict(keeping.state_of(workspace))).data)


def _wanted(request: Request) -> trail.Wanted:
    said = request.query_params
    return trail.Wanted.parse(said.get("q", ""), said.get("since", ""), said.get("until", ""))
