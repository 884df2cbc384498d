"""How long this browser stays signed in, and staying."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ..services.session_times import WARN_S


@never_cache
@require_GET
def status(request: HttpRequest) -> JsonResponse:
    """Say how many seconds are left; asking does not count as use."""
    return _told(request)


status.passive = True  # type: ignore[attr-defined]  # read by the middleware


@never_cache
@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """Stay signed in: the request itself is the use."""
    return _told(request)


def _told(request: HttpRequest) -> JsonResponse:
    """The token is for forms that stayed open over a new sign-in, which changes it."""
    until = request.session_left  # type: ignore[attr-defined]  # the middleware's
    return JsonResponse({"idle": round(until.idle), "whole": round(until.whole), "warn": WARN_S, "csrf": get_token(request)})
