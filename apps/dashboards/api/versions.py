"""What a dashboard looked like after each save."""

from __future__ import annotations

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..selectors import access_dashboard, versions_of
from ..services.versions import restore_version
from .common import answer, expected_version, person


@api_view(["GET"])
def collection(request: Request, dashboard_id: str) -> Response:
    """The newest 200 versions with who saved them, when, and their content."""
    found = versions_of(access_dashboard(person(request), dashboard_id, "edit"))[:200]
    items = [
        {"number": v.number, "saved_at": v.created_at, "saved_by": str(v.saved_by or ""), "note": v.note, "content": v.snapshot}
        for v in found
    ]
    return Response({"items": items})


@api_view(["POST"])
def restore(request: Request, dashboard_id: str, number: int) -> Response:
    """Make an earlier version the newest one (If-Match)."""
    user = person(request)
    expected = expected_version(request, access_dashboard(user, dashboard_id, "edit"))
    return answer(restore_version(user=user, dashboard_id=dashboard_id, number=number, expected=expected), user)
