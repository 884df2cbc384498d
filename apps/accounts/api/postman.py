"""The API as a Postman collection (format 2.1), made from the OpenAPI document."""

from __future__ import annotations

import re
from typing import Any

import orjson

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(document: dict[str, Any], address: str) -> dict[str, Any]:
    """One folder for each topic, one request for each operation; the variables `url` and `key` are set by whoever imports it."""
    topics: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            topics.setdefault(operation["tags"][0], []).append(_item(document, path, method, operation))
    return {
        "info": {"name": document["info"]["title"], "description": document["info"]["description"], "schema": _SCHEMA},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}]},
        "variable": [{"key": "url", "value": address}, {"key": "key", "value": ""}],
        "item": [{"name": topic, "item": items} for topic, items in sorted(topics.items())],
    }


def _item(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [resolved(document, one) for one in operation.get("parameters", [])]
    place = re.sub(r"\{([^}]+)\}", r":\1", path)
    query = [_parameter(one) | {"disabled": not one.get("required")} for one in parameters if one["in"] == "query"]
    headers = [_parameter(one) | {"disabled": not one.get("required")} for one in parameters if one["in"] == "header"]
    url = {
        "raw": "{{url}}" + place,
        "host": ["{{url}}"],
        "path": place.strip("/").split("/"),
        "query": query,
        "variable": [_parameter(one) for one in parameters if one["in"] == "path"],
    }
    asked = {"method": method.upper(), "url": url, "header": headers, "description": operation.get("description", "")}
    if not operation.get("security"):
        asked["auth"] = {"type": "noauth"}
    return {"name": operation["summary"], "request": asked | _body(operation)}


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    return {"key": one["name"], "value": str(one.get("example", "")), "description": one.get("description", "")}


def _body(operation: dict[str, Any]) -> dict[str, Any]:
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if media == "application/json":
            named = list(content.get("examples", {}).values())
            example = named[0]["value"] if named else content.get("example", {})
            text = orjson.dumps(example, option=orjson.OPT_INDENT_2, default=str).decode()
            return {"body": {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}}
        if media == "multipart/form-data":
            fields = content.get("schema", {}).get("properties", {})
            return {"body": {"mode": "formdata", "formdata": [_field(name, form) for name, form in fields.items()]}}
    return {}


def _field(name: str, form: dict[str, Any]) -> dict[str, Any]:
    return {"key": name, "type": "file" if form.get("format") == "binary" else "text"}


def resolved(document: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter itself, where the operation only names it."""
    name = parameter.get("$ref", "").rpartition("/")[2]
    return dict(document["components"]["parameters"][name]) if name else parameter
