"""Asks the product's own API within the process, as the same caller: rights, masks, limits and audit are those of the API itself."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import resolve
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import AppError

_KEPT = (
    "HTTP_AUTHORIZATION",
    "HTTP_X_WORKSPACE",
    "HTTP_USER_AGENT",
    "HTTP_HOST",
    "REMOTE_ADDR",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
)


def ask(outer: Request, method: str, path: str, query: dict[str, str] | None = None, body: Any = None) -> HttpResponse:
    """The API's answer. Raises AppError with the API's own code and words when it refuses."""
    content = b"" if body is None else orjson.dumps(body)
    environ = {name: outer.META[name] for name in _KEPT if name in outer.META}
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": urlencode(query or {}), "wsgi.input": io.BytesIO(content)}
    environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(content)), "HTTP_ACCEPT": "application/json"}
    request: Any = WSGIRequest(environ)
    plain: Any = outer._request  # noqa: SLF001 -- what the middlewares put on the request
    request.user, request.session, request.workspace, request.role = plain.user, plain.session, plain.workspace, plain.role
    request.resolver_match = resolve(path)
    response = request.resolver_match.func(request, *request.resolver_match.args, **request.resolver_match.kwargs)
    if hasattr(request, "allowance"):
        plain.allowance = request.allowance
    if isinstance(response, Response):
        response.render()
    return _checked(response)


def plain_of(outer: Request, method: str, path: str, query: dict[str, str] | None = None, body: Any = None) -> Any:
    """The same as plain data."""
    return orjson.loads(ask(outer, method, path, query, body).content)


def _checked(response: HttpResponse) -> HttpResponse:
    if response.status_code < 400:
        return response
    said = orjson.loads(response.content)["error"]
    error = AppError(said["message"], **said["details"])
    error.code, error.status = said["code"], response.status_code
    raise error
