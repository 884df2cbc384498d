"""A person's API keys."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import Forbidden

from ..middleware import person
from ..models import ApiKey, Scope
from ..services import api_keys

KEY = {
    "id": "k7m2w9q4r8t3ab",
    "name": "Nightly export",
    "scope": "read",
    "hint": "pba_x7Kq",
    "created_at": "2026-05-01T09:00:00Z",
    "expires_at": "2026-07-30T09:00:00Z",
    "last_used_at": None,
}


class KeyOut(serializers.ModelSerializer[ApiKey]):
    """A key without its text."""

    class Meta:
        model = ApiKey
        fields = ("id", "name", "scope", "hint", "created_at", "expires_at", "last_used_at")


class KeyMade(KeyOut):
    """A new key with its text, which is shown once."""

    key = serializers.CharField(read_only=True)

    class Meta(KeyOut.Meta):
        fields = (*KeyOut.Meta.fields, "key")  # type: ignore[assignment]  # a longer tuple


class KeyIn(serializers.Serializer[ApiKey]):
    """What a new key is for."""

    name = serializers.CharField(max_length=120)
    scope = serializers.ChoiceField(choices=Scope.choices, default=Scope.READ)
    life = serializers.ChoiceField(choices=tuple(api_keys.LIVES), default="90", help_text="Days, or never.")


@extend_schema(
    methods=["GET"],
    tags=["auth"],
    summary="My API keys",
    operation_id="api_keys_list",
    responses=KeyOut(many=True),
    examples=[OpenApiExample("Keys", value=KEY, response_only=True)],
)
@extend_schema(
    methods=["POST"],
    tags=["auth"],
    summary="Make an API key",
    operation_id="api_keys_make",
    description="The answer holds the key's text, which is never shown again. Send it as a Bearer token.",
    request=KeyIn,
    responses={201: KeyMade},
    examples=[
        OpenApiExample("A key", value={"name": "Nightly export", "scope": "read", "life": "90"}, request_only=True),
        OpenApiExample("The new key", value=KEY | {"key": "pba_x7Kq…"}, response_only=True),
    ],
)
@api_view(["GET", "POST"])
def collection(request: Request) -> Response:
    """List the person's living keys, or make one."""
    user = person(request)
    if request.method == "GET":
        return Response(KeyOut(api_keys.keys_of(user), many=True).data)
    by_no_key(request)
    given = KeyIn(data=request.data)
    given.is_valid(raise_exception=True)
    said: dict[str, Any] = dict(given.validated_data)
    key, text = api_keys.make_key(user=user, name=said["name"], scope=said["scope"], life=said["life"])
    return Response({**KeyOut(key).data, "key": text}, status=201, headers={"Cache-Control": "no-store"})


@extend_schema(tags=["auth"], summary="Revoke an API key", operation_id="api_keys_revoke", responses={204: None})
@api_view(["DELETE"])
def item(request: Request, key_id: str) -> Response:
    """End a key at once."""
    by_no_key(request)
    api_keys.revoke_key(user=person(request), key_id=key_id)
    return Response(status=204)


def by_no_key(request: Request) -> None:
    """Refuse a request that shows an API key: it must not reach further than it was made for."""
    if api_keys.PREFIX in str(request.auth):
        raise Forbidden("An API key cannot change how its person signs in, nor make or revoke keys. Sign in, or do it in your settings.")
