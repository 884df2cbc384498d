"""What the API's description says about every operation: how to sign in, and the one form of errors."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

_TIME = "2026-05-01T09:00:00+00:00"
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "details", "request_id", "timestamp"],
            "properties": {
                "code": {"type": "string", "description": "Stable, for programs."},
                "message": {"type": "string", "description": "For people: what is wrong and what to do next."},
                "details": {"type": "object", "additionalProperties": True},
                "request_id": {"type": "string"},
                "timestamp": {"type": "string", "format": "date-time"},
            },
        }
    },
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Done once: a repetition within 24 hours gets the same answer. Requests that only ask take no notice of it.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    "example": "7d4f0f0e-5d0c-4f0a-9d8e-0c2b6a1e9f37",
}
_EXAMPLES = {
    "Error": ("Refused; the code says why.", "not_found", "There is nothing at this address, or it is not shared with you."),
    "Unauthenticated": (
        "No living token or session.",
        "unauthenticated",
        "Sign in first: send a Bearer token, or use the session of the pages.",
    ),
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the package's metaclass hook has no types
    """Describes BearerAuthentication."""

    target_class = "apps.accounts.api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the package's metaclass hook has no types
    """Describes PageSession."""

    target_class = "apps.accounts.api.authentication.PageSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "pilotba_session",
            "description": "The session of a page; changes need X-CSRFToken.",
        }


def api_only(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Leave out what is not below /api/v1/, such as resumable uploads, which follow the tus protocol. A pre-processing hook."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def add_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give every operation its error answers. A post-processing hook of drf-spectacular."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Error"] = _ERROR
    components["responses"] = {name: _response(*words) for name, words in _EXAMPLES.items()}
    components["parameters"] = {"IdempotencyKey": _IDEMPOTENCY_KEY}
    for methods in result["paths"].values():
        for method, operation in methods.items():
            if method != "get" and operation.get("security"):
                operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
            answers = operation.setdefault("responses", {})
            if operation.get("security"):
                answers.setdefault("401", {"$ref": "#/components/responses/Unauthenticated"})
            answers.setdefault("default", {"$ref": "#/components/responses/Error"})
    return result


def _response(description: str, code: str, message: str) -> dict[str, Any]:
    error = {"code": code, "message": message, "details": {}, "request_id": "k7m2w9q4r8t3ab", "timestamp": _TIME}
    content = {"schema": {"$ref": "#/components/schemas/Error"}, "example": {"error": error}}
    return {"description": description, "content": {"application/json": content}}
