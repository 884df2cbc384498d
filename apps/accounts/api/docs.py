"""The description of the API: as OpenAPI 3.1 for programs, as a page for people."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.decorators import api_view
from rest_framework.request import Request

from . import openapi  # noqa: F401  -- registers the descriptions of the ways to sign in
from .postman import collection, resolved

schema = SpectacularJSONAPIView.as_view()


def page(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and examples, by topic; nothing is fetched from elsewhere."""
    document = _document()
    topics: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            topics.setdefault(operation.get("tags", ["other"])[0], []).append(_operation(path, method, operation))
    return render(request, "accounts/api_docs.html", {"topics": sorted(topics.items()), "info": document["info"], "section": "docs"})


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # the package has no types here
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # nor here
    return document


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [resolved(_document(), one) for one in operation.get("parameters", [])]
    body = _examples(operation.get("requestBody", {}))
    answers = [(status, answer) for status, answer in sorted(operation["responses"].items()) if status[0] == "2"]
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary") or operation["operationId"].replace("_", " "),
        "description": operation.get("description", ""),
        "parameters": parameters,
        "body": body,
        "try_id": f"try-{operation['operationId']}",
        "try": _tried(path, method, parameters, operation, body),
        "answers": [(status, _examples(answer)) for status, answer in answers],
    }


@extend_schema(exclude=True)
@api_view(["GET"])
def postman(request: Request) -> HttpResponse:
    """The same as a Postman collection."""
    made = collection(_document(), settings.PILOTBA.base_url)
    answer = HttpResponse(orjson.dumps(made, default=str), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="pilotba.postman_collection.json"'
    return answer


def _tried(
    path: str, method: str, parameters: list[dict[str, Any]], operation: dict[str, Any], body: list[dict[str, str]]
) -> dict[str, Any] | None:
    """What the page's form needs to send the operation; None for those that send files, which a form like this cannot."""
    taken = operation.get("requestBody", {}).get("content", {})
    if taken and "application/json" not in taken:
        return None
    named = [{"name": one["name"], "in": one["in"], "required": bool(one.get("required"))} for one in parameters]
    sent = {"media": "application/json", "body": body[0]["text"] if body else ""}
    return {"method": method.upper(), "path": path, "parameters": named, **sent}


def _examples(part: dict[str, Any]) -> list[dict[str, str]]:
    """The examples of a body, each with its media type; what has no example is left out."""
    found = []
    for media, content in part.get("content", {}).items():
        if media in ("application/x-www-form-urlencoded",):
            continue
        named = list(content.get("examples", {}).values()) or ([{"value": content["example"]}] if "example" in content else [])
        found += [{"media": media, "name": item.get("summary", ""), "text": _pretty(item.get("value"))} for item in named]
    return list({item["text"]: item for item in found}.values())


def _pretty(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
