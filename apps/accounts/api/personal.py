"""Free-form settings and widget state of the person behind the request."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..services import personal

_VALUE = {"columns": ["region", "units"], "sort": "-units"}
_ONE = OpenApiExample("A widget's state", value=_VALUE)
_ALL = OpenApiExample("All of them", value={"widget:sales-table": _VALUE, "myapp.mode": "wide"}, response_only=True)


@extend_schema(
    tags=["me"], summary="All my stored settings", operation_id="me_settings_list", responses=OpenApiTypes.OBJECT, examples=[_ALL]
)
@api_view(["GET"])
def personal_settings(request: Request) -> Response:
    """Every value by its key."""
    return Response(personal.settings_of(person(request)))


@extend_schema(methods=["GET"], tags=["me"], summary="One stored setting", responses=OpenApiTypes.ANY, examples=[_ONE])
@extend_schema(
    methods=["PUT"],
    tags=["me"],
    summary="Store a setting",
    description="Any JSON of at most 16 KB; 500 keys and 256 KB for one person. Keys such as `widget:<id>` keep the state of a widget.",
    request=OpenApiTypes.ANY,
    responses=OpenApiTypes.ANY,
    examples=[_ONE],
)
@extend_schema(methods=["DELETE"], tags=["me"], summary="Delete a setting", request=None, responses={204: None})
@api_view(["GET", "PUT", "DELETE"])
def personal_setting(request: Request, key: str) -> Response:
    """Read, store or delete the value under a key."""
    user = person(request)
    if request.method == "PUT":
        return Response(personal.store_setting(user=user, key=key, value=request.data))
    if request.method == "DELETE":
        personal.forget_setting(user=user, key=key)
        return Response(status=204)
    return Response(personal.setting_of(user, key))
