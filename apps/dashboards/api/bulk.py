"""One action on many dashboards."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import Bulk, expected_in

from ..selectors import access_dashboard
from ..services import lifecycle
from ..services.share import share_dashboard
from .common import person


@api_view(["POST"])
def bulk(request: Request) -> Response:
    """`delete` dashboards (to the trash, or from there for ever), `restore` them, or `share` them (`visibility` private or workspace).

    Each item has the version it is made on, or "*"; it is done or refused by itself, and its result has the status and the error that a
    single call would have had.
    """
    return _BULK.answer(request)


def _delete(request: Request, dashboard_id: str, version: Any, given: dict[str, Any]) -> None:
    expected = expected_in(version, access_dashboard(person(request), dashboard_id, "manage", trashed=True))
    lifecycle.discard(user=person(request), dashboard_id=dashboard_id, expected=expected)


def _restore(request: Request, dashboard_id: str, version: Any, given: dict[str, Any]) -> None:
    expected_in(version, access_dashboard(person(request), dashboard_id, "manage", trashed=True))
    lifecycle.restore_dashboard(user=person(request), dashboard_id=dashboard_id)


def _share(request: Request, dashboard_id: str, version: Any, given: dict[str, Any]) -> None:
    expected_in(version, access_dashboard(person(request), dashboard_id, "manage"))
    share_dashboard(user=person(request), dashboard_id=dashboard_id, visibility=str(given.get("visibility")), grants=None)


_BULK = Bulk({"delete": _delete, "restore": _restore, "share": _share}, {"share": ("visibility",)})
