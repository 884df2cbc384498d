"""One action on many objects, each by itself: what fails says so and keeps none of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from ..errors import AppError, InvalidInput
from .errors import as_app_error

MOST = 100
Act = Callable[[Request, str, Any, dict[str, Any]], None]  # the request, an id, the version it is made on, the action's parameters


@dataclass(frozen=True)
class Bulk:
    """The actions of one endpoint by name, and the parameters that each takes."""

    actions: Mapping[str, Act]
    takes: Mapping[str, tuple[str, ...]]

    def answer(self, request: Request) -> Response:
        """200 with `{"results": [{"id", "status", "error"}], "done", "failed"}` in the order of the items. Raises InvalidInput."""
        name, items, given = self._read(request.data)
        results = [_result(request, self.actions[name], item, given) for item in items]
        done = sum(one["error"] is None for one in results)
        return Response({"results": results, "done": done, "failed": len(results) - done})

    def _read(self, data: Any) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
        if not isinstance(data, dict):
            raise InvalidInput("Send a JSON object.")
        name, items = data.get("action"), data.get("items")
        if not isinstance(name, str) or name not in self.actions:
            raise InvalidInput(f"`action` is one of {', '.join(self.actions)}.", field="action")
        if not isinstance(items, list) or not 1 <= len(items) <= MOST or not all(_is_item(item) for item in items):
            raise InvalidInput(f'`items` is a list of 1 to {MOST} objects {{"id", "version"}}.', field="items")
        if len({item["id"] for item in items}) != len(items):
            raise InvalidInput("`items` names an object twice.", field="items")
        given = {key: value for key, value in data.items() if key not in ("action", "items")}
        unknown = sorted(set(given) - set(self.takes.get(name, ())))
        if unknown:
            raise InvalidInput(f"{name} takes no {', '.join(unknown)[:200]}.", fields=unknown)
        return name, items, given


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str) and set(item) <= {"id", "version"}


def _result(request: Request, act: Act, item: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            act(request, item["id"], item.get("version"), given)
    except Exception as error:  # what nobody expected goes on to the middleware
        known = as_app_error(error)
        if known is None:
            raise
        return {"id": item["id"], "status": known.status, "error": _told(known)}
    return {"id": item["id"], "status": 200, "error": None}


def _told(error: AppError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message, "details": error.details}
