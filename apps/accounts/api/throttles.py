"""What every request to the API is counted by: the person's plan, or for nobody the address."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.core.api import is_query_request

from ..middleware import address_of, person
from ..services import guard, plans


class Plans(BaseThrottle):
    """Counts the request; refuses a query request that the person's plan has no more of, and a stranger's that come too fast."""

    def allow_request(self, request: Request, view: Any) -> bool:  # DRF itself loads this module, so its views cannot be named
        """Return True. Raises PlanUsedUp and TooManyRequests, both 429 with Retry-After."""
        if not request.user.is_authenticated:
            guard.knock(address_of(request))
            return True
        user = person(request)
        plans.count_request(user)
        plain = request._request  # noqa: SLF001 -- the middleware that writes the headers sees this one
        if hasattr(view, (request.method or "").lower()) and is_query_request(_view_of(request), by_program=request.auth is not None):
            plain.allowance = plans.spend_query(user)  # type: ignore[attr-defined]  # ours
            plans.check(user, plain.allowance)  # type: ignore[attr-defined]
        return True


def _view_of(request: Request) -> object:
    return request.resolver_match.func if request.resolver_match else None
