"""The description of the API: as OpenAPI 3.1 for programs, as a page for people."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView

from . import openapi  # noqa: F401  -- registers the descriptions of the ways to sign in

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
    answers = [(status, answer) for status, answer in sorted(operation["responses"].items()) if status[0] == "2"]
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary") or operation["operationId"].replace("_", " "),
        "description": operation.get("description", ""),
        "parameters": [_resolved(one) for one in operation.get("parameters", [])],
        "body": _examples(operation.get("requestBody", {})),
        "answers": [(status, _examples(answer)) for status, answer in answers],
    }


def _resolved(parameter: dict[str, Any]) -> dict[str, Any]:
    name = parameter.get("$ref", "").rpartition("/")[2]
    return dict(_document()["components"]["parameters"][name]) if name else parameter


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
