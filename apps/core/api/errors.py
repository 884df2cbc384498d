"""DRF's exception handler: every error of the API in the one form."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.response import Response

from apps.engine.errors import EngineError

from ..errors import AppError, Forbidden, InvalidInput, NotFound, TooLarge, TooManyRequests, Unauthenticated
from .answers import details_of, error_body

_CODES = {
    400: "invalid_input",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
}
_CODES |= {409: "conflict", 413: "too_large", 415: "unsupported_media_type", 429: "too_many_requests"}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an expected error; None lets anything else go on to the middleware, which logs it and answers 500."""
    known = as_app_error(error)
    if known is None:
        return None
    headers = {"Retry-After": str(known.details["retry_after"])} if "retry_after" in known.details else {}
    if known.status == 401:
        headers["WWW-Authenticate"] = getattr(error, "auth_header", "") or 'Bearer realm="api"'
    return Response(error_body(known.code, known.message, details_of(known)), status=known.status, headers=headers)


def as_app_error(error: Exception) -> AppError | None:
    """Translate engine, Django and DRF errors; None for what nobody expected."""
    match error:
        case AppError():
            return error
        case EngineError():
            return AppError.of_engine(error)
        case Http404():
            return NotFound("There is nothing at this address, or it is not shared with you.")
        case PermissionDenied():
            return Forbidden(str(error) or "You may not do this. Ask an administrator of the workspace.")
        case RequestDataTooBig():
            return TooLarge("The request is larger than this address takes.")
        case SuspiciousOperation() | BadRequest() | MultiPartParserError():
            return InvalidInput("The request could not be understood.")
        case RecursionError() if "JSON" in str(error):
            return InvalidInput("The body is nested too deeply.")
        case ValidationError():
            return InvalidInput("; ".join(error.messages), fields=_django_fields(error))
        case exceptions.APIException():
            return _of_drf(error)
    return None


def _django_fields(error: ValidationError) -> dict[str, Any]:
    return dict(error.message_dict) if hasattr(error, "error_dict") else {}


def _of_drf(error: exceptions.APIException) -> AppError:
    if isinstance(error, exceptions.NotAuthenticated):
        return Unauthenticated("Sign in first: send a Bearer token, or use the session of the pages.")
    if isinstance(error, exceptions.AuthenticationFailed):
        return Unauthenticated(_text(error.detail))
    if isinstance(error, exceptions.Throttled):
        wait = max(1, int(getattr(error, "wait", None) or 1))
        return TooManyRequests(f"Too many requests. Try again in {wait} s.", retry_after=wait)
    if isinstance(error, exceptions.ValidationError):
        return InvalidInput(_first(error.detail), fields=error.detail)
    out = AppError(_text(error.detail))
    out.status = error.status_code
    out.code = _CODES.get(error.status_code, "error")
    return out


def _text(detail: Any) -> str:
    return str(detail)


def _first(detail: Any, path: str = "") -> str:
    """The first complaint with the field it is about, for people who only read the message."""
    if isinstance(detail, dict) and detail:
        name, inner = next(iter(detail.items()))
        return _first(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    if isinstance(detail, list) and detail:
        return _first(detail[0], path)
    return f"{path}: {detail}" if path else str(detail)
