"""What Django itself refuses (unknown address, bad host, CSRF), in the product's one form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from .api.answers import answer
from .errors import AppError, Forbidden, InvalidInput, NotFound


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400"""
    return answer(request, InvalidInput("The request could not be understood."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403"""
    return answer(request, Forbidden("You may not do this. Ask an administrator of the workspace."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404"""
    return answer(request, NotFound("There is nothing at this address, or it is not shared with you."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500"""
    return answer(request, AppError("Something went wrong in here. Try again; if it stays, tell your administrator the request's number."))


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """403 for a missing or wrong CSRF token."""
    return answer(request, Forbidden("This page was open too long or in another session. Reload it and try again."))
