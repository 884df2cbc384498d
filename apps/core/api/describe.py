"""Describes an endpoint in the API's documentation from one example of what it takes and gives.

An app's `api/docs.py` calls `describe` for each of its views; the form of a body is read off its example, so that
example and description cannot contradict each other.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

IF_MATCH = "The ETag that you read: your change is refused when somebody saved meanwhile (412)."


def describe(
    view: Callable[..., Any],
    method: str,
    topic: str,
    summary: str,
    *,
    body: Any = None,
    answer: Any = None,
    status: int = 200,
    query: Mapping[str, str] | None = None,
    if_match: bool = False,
    description: str = "",
    media: str = "application/json",
    more: Mapping[str, str] | None = None,
    name: str = "",
) -> None:
    """Document one method of an `@api_view` function.

    `body` and `answer` are examples in plain JSON; `media` is the body's type (multipart: examples of fields, files as b"").
    `query` maps parameters to their meaning, `more` other media types of the answer to theirs; `name` overrides the operation's id.
    """
    parameters = [OpenApiParameter(key, str, OpenApiParameter.QUERY, description=text) for key, text in (query or {}).items()]
    if if_match:
        parameters.append(OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description=IF_MATCH))
    extend_schema(
        methods=[method],
        operation_id=name or None,
        tags=[topic],
        summary=summary,
        description=description or inspect.getdoc(view) or summary,
        parameters=parameters,
        request=None if body is None else {media: form_of(body)},
        responses=_responses(status, answer, more or {}),
        examples=_examples(body, answer, status, media),
    )(view)


def form_of(example: Any) -> dict[str, Any]:
    """The JSON Schema that an example shows: its types, no more."""
    match example:
        case None:
            return {"type": ["string", "null"]}
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case bytes():
            return {"type": "string", "format": "binary"}
        case Mapping():
            return {"type": "object", "properties": {str(key): form_of(value) for key, value in example.items()}}
        case list() | tuple():
            return {"type": "array", "items": form_of(example[0]) if _alike(example) else {}}
    return {"type": "string"}


def _alike(items: Any) -> bool:
    return len({type(item) for item in items}) == 1


def _responses(status: int, answer: Any, more: Mapping[str, str]) -> dict[Any, Any]:
    if answer is None and not more:
        return {status: OpenApiResponse(description="Done; no body.")}
    found: dict[Any, Any] = {}
    if answer is not None:
        found[(status, "application/json")] = form_of(answer)
    return found | {(status, media): OpenApiTypes.BINARY for media in more}


def _examples(body: Any, answer: Any, status: int, media: str) -> list[OpenApiExample]:
    found = []
    if body is not None and media == "application/json":
        found.append(OpenApiExample("Request", value=body, request_only=True))
    if answer is not None:
        found.append(OpenApiExample("Answer", value=answer, response_only=True, status_codes=[str(status)], media_type="application/json"))
    return found
