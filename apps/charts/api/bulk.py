"""One action on many charts."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import Bulk, expected_in

from ..selectors import access_chart
from ..services import saving
from .common import person


@api_view(["POST"])
def bulk(request: Request) -> Response:
    """`delete` charts, or `share` them (`visibility` private or workspace); each item with the version it is made on, or "*".

    Every item is done or refused by itself; its result has the status and the error that a single call would have had.
    """
    return _BULK.answer(request)


def _delete(request: Request, chart_id: str, version: Any, given: dict[str, Any]) -> None:
    expected = expected_in(version, access_chart(person(request), chart_id, "manage"))
    saving.delete_chart(user=person(request), chart_id=chart_id, expected=expected)


def _share(request: Request, chart_id: str, version: Any, given: dict[str, Any]) -> None:
    expected = expected_in(version, access_chart(person(request), chart_id, "manage"))
    fields = {"visibility": given.get("visibility")}
    saving.update_chart(user=person(request), chart_id=chart_id, fields=fields, expected=expected)


_BULK = Bulk({"delete": _delete, "share": _share}, {"share": ("visibility",)})
