"""Who may see a thing, why, and where it lies; for everything that can be shared."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import InvalidInput

from ..middleware import person
from ..selectors import visible
from ..services import access, rights
from ..services.collections import move
from .serializers import AccessOut, MoveIn, MoveOut, ShareIn, ShareOut

_PERSON = {"user_id": "k7m2w9q4r8t3ab", "name": "Ada Example", "email": "ada@example.com"}
_SHARING = {
    "visibility": "workspace",
    "owner": _PERSON,
    "people": [_PERSON | {"whom": "k7m2w9q4r8t3ab", "level": "edit"}],
    "others": [{"whom": "group:g8c2m4x6b9n3pq", "name": "Sales", "level": "view"}],
    "levels": ["view", "edit", "manage"],
}
_WHY = {
    "person": _PERSON,
    "level": "view",
    "steps": [
        {"text": "Ada Example is a viewer of Acme.", "level": ""},
        {"text": "It is shared with the group Sales, to which Ada Example belongs.", "level": "view"},
    ],
    "rules": ["A rule of Orders for Sales: Ada Example sees rows where region is EU."],
    "people": [_PERSON | {"level": "view"}],
}
_MOVED = {"moved": False, "gaining": [_PERSON | {"level": "view"}], "losing": []}


@extend_schema(
    tags=["access"],
    summary="Why somebody can see a thing",
    parameters=[OpenApiParameter("person", str, description="A member's id; yourself without it. Others only for who manages the thing.")],
    responses=AccessOut,
    examples=[OpenApiExample("Why", value=_WHY, response_only=True)],
)
@api_view(["GET"])
def why(request: Request, kind: str, object_id: str) -> Response:
    """Each rule that fits the person, one step at a time, and what follows; with `people` who can see it, for who manages it.

    `kind` is dashboard, chart, dataset or collection.
    """
    user = person(request)
    obj = access.access_any(user, kind, object_id)
    who, verdict, told = access.why(user=user, obj=obj, person_id=request.query_params.get("person"))
    manages = visible(type(obj), user, "manage").filter(pk=obj.pk).exists()
    facts: dict[str, Any] = {"person": {"user_id": who.pk, "name": str(who), "email": who.email}, "level": verdict.level}
    people = access.people_who_see(obj) if manages else []
    return Response(facts | {"steps": [asdict(step) for step in verdict.steps], "rules": told, "people": people})


@extend_schema(
    methods=["GET"],
    tags=["access"],
    summary="Who a thing is shared with",
    responses=ShareOut,
    examples=[OpenApiExample("Sharing", value=_SHARING, response_only=True)],
)
@extend_schema(
    methods=["PUT"],
    tags=["access"],
    summary="Share a thing",
    description="`grants` replaces all; whom is a person's id, `group:<id>`, `role:<name>` or `everyone`. What is left out stays.",
    request=ShareIn,
    responses=ShareOut,
    examples=[
        OpenApiExample("A group", value={"grants": {"group:g8c2m4x6b9n3pq": "view"}}, request_only=True),
        OpenApiExample("Sharing", value=_SHARING, response_only=True),
    ],
)
@api_view(["GET", "PUT"])
def share(request: Request, kind: str, object_id: str) -> Response:
    """Read or set visibility and grants; for who manages the thing."""
    user = person(request)
    obj = access.access_any(user, kind, object_id, "manage")
    if request.method == "PUT":
        given = ShareIn(data=request.data)
        given.is_valid(raise_exception=True)
        obj = rights.share(user=user, obj=obj, **given.validated_data)
    return Response(rights.sharing_of(obj))


@extend_schema(
    tags=["access"],
    summary="Move a thing into a collection",
    description="With `dry_run` nothing is moved: the answer says who would gain and lose sight of it.",
    request=MoveIn,
    responses=MoveOut,
    examples=[
        OpenApiExample("Into a collection", value={"collection": "f8c2m4x6b9n3pq", "dry_run": True}, request_only=True),
        OpenApiExample("What changes", value=_MOVED, response_only=True),
    ],
)
@api_view(["POST"])
def moved(request: Request, kind: str, object_id: str) -> Response:
    """Move it to `collection` (an id; null is the top of the workspace), or with `dry_run` only say who would gain and lose sight of it."""
    user = person(request)
    obj = access.access_any(user, kind, object_id, "manage")
    given = MoveIn(data=request.data)
    given.is_valid(raise_exception=True)
    if "collection" not in given.validated_data:
        raise InvalidInput("Say where to: `collection` is an id, or null for the top.", fields={"collection": ["Name a collection."]})
    to = given.validated_data["collection"]
    change = asdict(access.what_a_move_changes(user=user, obj=obj, to=to))
    if not given.validated_data["dry_run"]:
        move(user=user, obj=obj, to=to)
    return Response(change | {"moved": not given.validated_data["dry_run"]})
