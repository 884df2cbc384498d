"""The person behind the request."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..models import User
from ..selectors import seats_of
from ..services import people
from .serializers import MeIn, MeOut

EXAMPLE = OpenApiExample(
    "A person",
    value={
        "id": "k7m2w9q4r8t3ab",
        "email": "ada@example.com",
        "name": "Ada Example",
        "is_staff": False,
        "preferences": {"theme": "system", "timezone": "Europe/Berlin", "locale": "en"},
        "workspaces": [{"id": "m4x8c2v6b9n3pq", "name": "Sales", "plan": "free", "role": "admin"}],
        "created_at": "2026-05-01T09:00:00Z",
    },
    response_only=True,
)


@extend_schema(methods=["GET"], tags=["me"], summary="Who am I", responses=MeOut, examples=[EXAMPLE])
@extend_schema(
    methods=["PATCH"],
    tags=["me"],
    summary="Change my name or preferences",
    request=MeIn,
    responses=MeOut,
    examples=[OpenApiExample("Dark theme", value={"preferences": {"theme": "dark"}}, request_only=True), EXAMPLE],
)
@api_view(["GET", "PATCH"])
def me(request: Request) -> Response:
    """Show or change the person of the token or session."""
    user = person(request)
    if request.method == "PATCH":
        given = MeIn(data=request.data)
        given.is_valid(raise_exception=True)
        said: dict[str, Any] = dict(given.validated_data)
        user = people.change_preferences(user=user, name=said.get("name"), preferences=said.get("preferences"))
    return Response(described(user))


def described(user: User) -> dict[str, Any]:
    """The person as `/me` shows them."""
    user.workspaces = list(seats_of(user))  # type: ignore[attr-defined]  # read by the serializer
    return dict(MeOut(user).data)
