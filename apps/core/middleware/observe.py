"""Request id, log context, request metrics."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

from .. import metrics
from ..ids import new_id

log = structlog.get_logger("pilotba.requests")
_GIVEN = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
_SECRETS = {"secret", "key"}  # parts of addresses
QUIET = ("/static/", "/health/", "/metrics")


class Observe:
    """Outermost: names the request, counts and times it, logs one line. The path itself never becomes a metric's label."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        name = given if _GIVEN.match(given) else new_id()
        clear_contextvars()
        bind_contextvars(request_id=name, address=request.META.get("REMOTE_ADDR", ""), agent=request.headers.get("User-Agent", "")[:200])
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        response["X-Request-Id"] = name
        self._note(request, response.status_code, seconds)
        return response

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        match = request.resolver_match
        view = (match.view_name or match.route) if match else "none"
        metrics.request_done(request.method or "", view, status, seconds)
        if not request.path.startswith(QUIET):
            log.info("request", method=request.method, path=told_path(request), status=status, ms=round(seconds * 1000, 1))


def told_path(request: HttpRequest) -> str:
    """The path for the log, without what in it opens a door: sign-in links, invitations, password resets."""
    parts = request.resolver_match.kwargs if request.resolver_match else {}
    path = request.path
    for name in _SECRETS & set(parts):
        path = path.replace(str(parts[name]), "…")
    return path
