"""The tools: a name, what it is for, the JSON Schema of what it takes, and what it does. None of them changes anything."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
from rest_framework.request import Request

from apps.core.errors import InvalidInput

from .inside import ask, plain_of

_KINDS = ("datasets", "charts", "dashboards")
_ROWS = 1000
Content = list[dict[str, Any]]


@dataclass(frozen=True)
class Tool:
    """One tool as the protocol lists it."""

    name: str
    title: str
    description: str
    properties: dict[str, Any]
    required: tuple[str, ...]
    run: Callable[[Request, dict[str, Any]], Content]

    def listed(self) -> dict[str, Any]:
        form = {"type": "object", "properties": self.properties, "required": list(self.required), "additionalProperties": False}
        hints = {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False}
        return {"name": self.name, "title": self.title, "description": self.description, "inputSchema": form, "annotations": hints}

    def call(self, request: Request, given: dict[str, Any]) -> Content:
        """Raises InvalidInput for what the schema does not allow, and what the API refuses with."""
        unknown, missing = sorted(set(given) - set(self.properties)), [name for name in self.required if name not in given]
        if unknown or missing:
            raise InvalidInput(f"{self.name} takes {', '.join(self.properties)}; it needs {', '.join(self.required)}.")
        for name, value in given.items():
            kind = self.properties[name]["type"]
            if not isinstance(value, _TYPES[kind]) or isinstance(value, bool):
                raise InvalidInput(f"`{name}` is of type {kind}.", field=name)
            if value not in self.properties[name].get("enum", [value]):
                raise InvalidInput(f"`{name}` is one of {', '.join(self.properties[name]['enum'])}.", field=name)
        return self.run(request, given)


_TYPES: dict[str, type] = {"string": str, "integer": int, "object": dict}


def _list(request: Request, given: dict[str, Any]) -> Content:
    query = {"limit": str(given.get("limit", 50)), "fields": "id,name,description,updated_at"}
    query |= {"q": given["search"]} if given.get("search") else {}
    query |= {"cursor": given["cursor"]} if given.get("cursor") else {}
    return _text(plain_of(request, "GET", f"/api/v1/{given['kind']}/", query))


def _describe(request: Request, given: dict[str, Any]) -> Content:
    path = f"/api/v1/{given['kind']}/{quote(given['id'], safe='')}"
    said = plain_of(request, "GET", path)
    if given["kind"] == "datasets":
        said.pop("versions", None)
    return _text(said)


def _query(request: Request, given: dict[str, Any]) -> Content:
    body = {name: given[name] for name in ("dataset_id", "spec", "sql") if name in given}
    rows = max(1, min(int(given.get("rows", 100)), _ROWS))
    return _text(plain_of(request, "POST", "/api/v1/queries/execute", body=body | {"rows": rows}))


def _chart(request: Request, given: dict[str, Any]) -> Content:
    path = f"/api/v1/charts/{quote(given['id'], safe='')}"
    query = {"format": "png", "width": "960", "height": "540", "theme": given.get("theme", "light")}
    picture = ask(request, "GET", f"{path}/picture", query)
    data = plain_of(request, "POST", f"{path}/data", body={})
    said = {name: data.get(name) for name in ("title", "summary", "question", "columns", "total", "as_of")}
    image = {"type": "image", "data": base64.b64encode(picture.content).decode(), "mimeType": "image/png"}
    return [image, *_text(said | {"rows": (data.get("rows") or [])[:100]})]


def _text(value: Any) -> Content:
    return [{"type": "text", "text": orjson.dumps(value, default=str).decode()}]


_KIND = {"type": "string", "enum": list(_KINDS)}
_ID = {"type": "string", "description": "The object's id, as `list` gives it."}
_LISTING = {
    "kind": _KIND,
    "search": {"type": "string", "description": "Words in the name."},
    "limit": {"type": "integer", "minimum": 1, "maximum": 200},
    "cursor": {"type": "string", "description": "`next` of the page before."},
}
_ASKING = {
    "sql": {"type": "string"},
    "spec": {"type": "object"},
    "dataset_id": {"type": "string", "description": "For `spec`."},
    "rows": {"type": "integer", "minimum": 1, "maximum": _ROWS, "description": "Rows to answer (100)."},
}
_SEEING = {"id": _ID, "theme": {"type": "string", "enum": ["light", "dark"]}}
_OF_QUERY = (
    "Ask for data: SQL (a SELECT over datasets by their `table_name`), or a query object `spec` over one dataset with `measures` "
    "({agg, field, as}), `dimensions` ({field, grain}), `filters`, `sort` and `limit`. Counts against the caller's hour."
)
_OF_DESCRIBE = "A dataset with its columns and table name, a chart with its question, or a dashboard with its tiles and filters."
_ALL = (
    Tool("list", "List", "Datasets, charts or dashboards that the caller may see, last changed first.", _LISTING, ("kind",), _list),
    Tool("describe", "Describe", _OF_DESCRIBE, {"kind": _KIND, "id": _ID}, ("kind", "id"), _describe),
    Tool("query", "Query", _OF_QUERY, _ASKING, (), _query),
    Tool("chart", "See a chart", "A saved chart as a picture, with its summary and first rows.", _SEEING, ("id",), _chart),
)
TOOLS = {tool.name: tool for tool in _ALL}
