"""What is left of a person's hour."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api.describe import describe

from ..middleware import person
from ..models import User
from ..services import plans


@api_view(["GET"])
def usage(request: Request) -> Response:
    """The plan, its query requests of this hour, and how many requests of any kind were made; `resets_in` in seconds."""
    return Response(plain(person(request)))


def plain(user: User) -> dict[str, Any]:
    """The numbers as JSON."""
    left = plans.allowance_of(user)
    queries = {"limit": left.limit, "used": min(left.used, left.limit), "remaining": left.remaining, "resets_in": left.left_s}
    return {"plan": left.plan.value, "queries": queries, "requests": plans.requests_of(user)}


_EXAMPLE = {"plan": "free", "queries": {"limit": 100, "used": 37, "remaining": 63, "resets_in": 2210}, "requests": 214}
describe(usage, "GET", "me", "What is left of my hour", answer=_EXAMPLE, name="me_usage")
