"""Turns errors of pages into answers, and logs what nobody expected with time, person and stack trace."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ..api.answers import answer
from ..api.errors import as_app_error
from ..errors import AppError
from .observe import told_path

log = structlog.get_logger("pilotba.errors")
_GENERIC = "Something went wrong in here. Try again; if it stays, tell your administrator the request's number."


class Errors:
    """Stands inside the log context, so that every line knows its request."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Answer an expected error in its own words, any other with a number to quote."""
        known = as_app_error(error)
        if known is None:
            log_error(request, error)
            known = AppError(_GENERIC)
        return answer(request, known)


def log_error(request: HttpRequest, error: BaseException) -> None:
    """Write one line with the person and the stack trace; the time and the request are in the log context."""
    person = getattr(getattr(request, "user", None), "email", "")
    log.error("request_failed", method=request.method, path=told_path(request), person=person, error=repr(error), exc_info=error)
