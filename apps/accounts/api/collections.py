"""Collections: the tree, one, its contents."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..models import Collection, User
from ..selectors import access_workspace
from ..selectors.collections import access_collection, contents_of, flat, inside_of, tree_of, way_to
from ..services import collections as services
from .serializers import CollectionChange, CollectionIn, CollectionOut, CollectionWhole

_SHORT = {
    "id": "f8c2m4x6b9n3pq",
    "name": "Finance",
    "description": "",
    "collection": None,
    "visibility": "workspace",
    "is_open": True,
    "owner": {"id": "k7m2w9q4r8t3ab", "name": "Ada Example"},
    "url": "/collections/f8c2m4x6b9n3pq/",
    "created_at": "2026-05-01T09:00:00Z",
}
_LYING = {"kind": "dashboard", "id": "d5p8c2v6b9n3pq", "name": "Sales", "url": "/dashboards/d5p8c2v6b9n3pq-sales/"}
_WHOLE = _SHORT | {"way": [], "collections": [], "contents": [_LYING]}
_LISTED = OpenApiExample("A collection", value=_SHORT, response_only=True)
_ONE = OpenApiExample("A collection", value=_WHOLE, response_only=True, status_codes=["200", "201"])
_NEW = OpenApiExample("A collection", value={"name": "Finance", "collection": None, "visibility": "private"}, request_only=True)
_NAME = OpenApiExample("A name", value={"name": "Finance 2026"}, request_only=True)


@extend_schema(
    methods=["GET"], tags=["collections"], summary="Collections of the workspace", responses=CollectionOut(many=True), examples=[_LISTED]
)
@extend_schema(
    methods=["POST"],
    tags=["collections"],
    summary="Make a collection",
    request=CollectionIn,
    responses={201: CollectionWhole},
    examples=[_NEW, _ONE],
)
@api_view(["GET", "POST"])
def collections(request: Request) -> Response:
    """All collections that you see, each after the one it lies in; or a new one."""
    user, workspace = person(request), request.workspace  # type: ignore[attr-defined]  # set by the middleware
    if request.method == "POST":
        access_workspace(user, workspace.pk, "edit")
        given = CollectionIn(data=request.data)
        given.is_valid(raise_exception=True)
        made = services.create_collection(user=user, workspace=workspace, **given.validated_data)
        return Response(_whole(user, made), status=201)
    return Response([_short(one) for _, one in flat(tree_of(user, workspace))])


@extend_schema(methods=["GET"], tags=["collections"], summary="One collection", responses=CollectionWhole, examples=[_ONE])
@extend_schema(
    methods=["PATCH"],
    tags=["collections"],
    summary="Rename a collection",
    request=CollectionChange,
    responses=CollectionWhole,
    examples=[_NAME, _ONE],
)
@extend_schema(
    methods=["DELETE"],
    tags=["collections"],
    summary="Delete an empty collection",
    description="409 while anything lies in it.",
    request=None,
    responses={204: None},
)
@api_view(["GET", "PATCH", "DELETE"])
def collection(request: Request, collection_id: str) -> Response:
    """Show a collection with what lies in it and you see; rename or delete it."""
    user = person(request)
    if request.method == "DELETE":
        services.delete_collection(user=user, collection_id=collection_id)
        return Response(status=204)
    if request.method == "PATCH":
        access_collection(user, collection_id, "edit")
        given = CollectionChange(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(_whole(user, services.change_collection(user=user, collection_id=collection_id, **given.validated_data)))
    return Response(_whole(user, access_collection(user, collection_id)))


def _short(one: Collection) -> dict[str, Any]:
    facts = {name: getattr(one, name) for name in ("id", "name", "description", "visibility", "is_open", "created_at")}
    return facts | {"collection": one.collection_id, "owner": {"id": one.owner_id, "name": str(one.owner)}, "url": one.path}


def _whole(user: User, one: Collection) -> dict[str, Any]:
    contents = [{"kind": kind, "id": obj.pk, "name": obj.name, "url": obj.path} for kind, obj in contents_of(user, one)]
    way = [{"id": above.pk, "name": above.name} for above in way_to(user, one)]
    inner = [_short(below) for below in inside_of(user, one)]
    return _short(one) | {"way": way, "collections": inner, "contents": contents}
