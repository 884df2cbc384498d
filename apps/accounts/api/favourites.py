"""A person's favourites."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..services.favourites import favourites_of, set_favourite

_ROW = {"id": "k7m2w9q4r8t3ab", "kind": "dashboard", "name": "Retail overview", "workspace": "m4x8c2v6b9n3pq"}
_OUT = inline_serializer(
    "FavouriteOut",
    {"id": serializers.CharField(), "kind": serializers.CharField(), "name": serializers.CharField(), "workspace": serializers.CharField()},
    many=True,
)


@extend_schema(
    tags=["me"],
    summary="My favourites",
    operation_id="favourites_list",
    responses=_OUT,
    examples=[OpenApiExample("Favourites", value=_ROW, response_only=True)],
)
@api_view(["GET"])
def favourites(request: Request) -> Response:
    """Everything the person has starred and may still see, by kind and name."""
    return Response(
        [
            {"id": obj.pk, "kind": obj._meta.model_name, "name": obj.name, "workspace": obj.workspace_id}
            for obj in favourites_of(person(request))
        ]
    )


@extend_schema(methods=["PUT"], tags=["me"], summary="Star an object", operation_id="favourites_add", request=None, responses={204: None})
@extend_schema(methods=["DELETE"], tags=["me"], summary="Take a star off", operation_id="favourites_remove", responses={204: None})
@api_view(["PUT", "DELETE"])
def favourite(request: Request, kind: str, object_id: str) -> Response:
    """`kind` is dashboard, chart or dataset; doing it twice is no error."""
    set_favourite(user=person(request), kind=kind, object_id=object_id, wanted=request.method == "PUT")
    return Response(status=204)
