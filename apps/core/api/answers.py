"""Errors as answers: one JSON form for programs, one page for people."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from structlog.contextvars import get_contextvars

from ..errors import AppError

_TITLES = {
    400: "This did not fit",
    401: "Sign in to see this",
    403: "This is not yours to do",
    404: "Nothing is here",
    405: "This cannot be done here",
    409: "Something is in the way",
    412: "Somebody was faster",
    413: "This is too large",
    429: "Slow down a little",
    503: "Back in a moment",
}


def error_body(code: str, message: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the one JSON form of an error."""
    fields = {"code": code, "message": message, "details": details or {}}
    return {"error": fields | {"request_id": request_id(), "timestamp": timezone.now().isoformat()}}


def details_of(error: AppError) -> dict[str, Any]:
    """The error's details; of one that the sender cannot mend, with where help is (PILOTBA_SUPPORT), when the installation says so."""
    support = settings.PILOTBA.support
    return error.details | {"support": support} if error.status >= 500 and support else error.details


def request_id() -> str:
    """Return the id of the request at hand."""
    return str(get_contextvars().get("request_id", ""))


def wants_json(request: HttpRequest) -> bool:
    """The API, live channels and whoever asks for JSON but not for HTML."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith(("/api/", "/ws/")) or ("json" in accept and "text/html" not in accept)


def answer(request: HttpRequest, error: AppError) -> HttpResponse:
    """Turn an error into an answer in the form that the request wants."""
    if wants_json(request):
        body = orjson.dumps(error_body(error.code, error.message, details_of(error)), default=str)
        response = HttpResponse(body, status=error.status, content_type="application/json")
    else:
        response = _page(request, error)
    if retry := error.details.get("retry_after"):
        response["Retry-After"] = str(retry)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, error: AppError) -> HttpResponse:
    title = _TITLES.get(error.status, "Something went wrong")
    context = {"status": error.status, "title": title, "message": error.message, "request_id": request_id(), "details": details_of(error)}
    return render(request, "errors/error.html", context, status=error.status)
