"""Colours of a column's values: reading them for who may change the dataset, and choosing them."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import InvalidInput
from apps.datasets.selectors import access_dataset

from ..services.colour_lists import choose_for, coloured_values
from .common import body, person


@api_view(["GET", "PUT"])
def value_colours(request: Request, dataset_id: str) -> Response:
    """The commonest values of `?column=` with their colours; PUT one as `{"column", "value", "colour"}`: "1" to "8", "#rrggbb" or ""."""
    user = person(request)
    dataset = access_dataset(user, dataset_id, "edit")
    if request.method == "GET":
        return Response({"items": coloured_values(user=user, dataset=dataset, column=request.query_params.get("column", ""))})
    data: dict[str, Any] = body(request, "column", "value", "colour")
    if not isinstance(data.get("colour"), str):
        raise InvalidInput('Say which colour: "1" to "8", "#rrggbb", or "" for the colour of its place.', field="colour")
    column = str(data.get("column", ""))
    paint = choose_for(user=user, dataset=dataset, column=column, value=data.get("value"), chosen=data["colour"])
    return Response({"value": data.get("value"), "slot": paint.slot, "variant": paint.variant, "colour": paint.own})
