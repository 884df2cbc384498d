"""A person's data and the end of their account."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..models import Deletion, User
from ..services import erasing, personal_data


class ExportOut(serializers.Serializer[Any]):
    """Whether a file of one's data is ready."""

    ready = serializers.BooleanField()
    bytes = serializers.IntegerField()
    expires_at = serializers.DateTimeField(allow_null=True)


class DeletionIn(serializers.Serializer[Any]):
    """Who gets what the person owns, and the address once more."""

    confirm = serializers.EmailField(help_text="The account's own address.")
    heirs = serializers.DictField(
        child=serializers.CharField(max_length=20), required=False, help_text="Workspace id to the id of a member."
    )


class DeletionOut(serializers.ModelSerializer[Deletion]):
    """When the account goes."""

    class Meta:
        model = Deletion
        fields = ("due_at", "heirs")


_READY = OpenApiExample(
    "A file to take", value={"ready": True, "bytes": 48213, "expires_at": "2026-05-08T09:00:00Z"}, response_only=True, status_codes=["200"]
)
_STARTED = inline_serializer("ExportStarted", {"job": serializers.CharField()})
_DUE = {"due_at": "2026-05-15T09:00:00Z", "heirs": {"m4x8c2v6b9n3pq": "k7m2w9q4r8t3ab"}}


@extend_schema(methods=["GET"], tags=["me"], summary="Whether my data is ready", responses=ExportOut, examples=[_READY])
@extend_schema(
    methods=["POST"],
    tags=["me"],
    summary="Gather all my data",
    request=None,
    responses={202: _STARTED},
    examples=[OpenApiExample("The job", value={"job": "j7m2w9q4r8t3ab"}, response_only=True, status_codes=["202"])],
)
@api_view(["GET", "POST"])
def export(request: Request) -> Response:
    """A ZIP of JSON and files, made by a job."""
    user = person(request)
    if request.method == "POST":
        return Response({"job": personal_data.start_export(user=user).pk}, status=202)
    found = personal_data.open_export(user)
    state = {"ready": found is not None, "bytes": found.bytes if found else 0, "expires_at": found.expires_at if found else None}
    return Response(ExportOut(state).data)


@extend_schema(tags=["me"], summary="Take my data, once", request=None, responses={(200, "application/zip"): OpenApiTypes.BINARY})
@api_view(["POST"])
def take(request: Request) -> FileResponse:
    """The file; it is removed with this."""
    stream = personal_data.take_export(user=person(request))
    return FileResponse(stream, as_attachment=True, filename="my-data.zip", headers={"Cache-Control": "no-store"})


@extend_schema(
    methods=["POST"],
    tags=["me"],
    summary="Delete my account",
    description="It goes after some days, in which it can be kept.",
    request=DeletionIn,
    responses={201: DeletionOut},
    examples=[
        OpenApiExample("With an heir", value={"confirm": "ada@example.com", "heirs": _DUE["heirs"]}, request_only=True),
        OpenApiExample("When it goes", value=_DUE, response_only=True, status_codes=["201"]),
    ],
)
@extend_schema(methods=["DELETE"], tags=["me"], summary="Keep my account", request=None, responses={204: None})
@api_view(["POST", "DELETE"])
def deletion(request: Request) -> Response:
    """Ask for the end of the account, or take that back."""
    user: User = person(request)
    if request.method == "DELETE":
        erasing.keep(user=user, by=user)
        return Response(status=204)
    given = DeletionIn(data=request.data)
    given.is_valid(raise_exception=True)
    said = given.validated_data
    row = erasing.ask(user=user, by=user, heirs=said.get("heirs", {}), confirm=said["confirm"])
    return Response(DeletionOut(row).data, status=201)
