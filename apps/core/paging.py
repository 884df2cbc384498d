"""Cursor paging: stable while rows are added, and as fast on page 1,000 as on page 1."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson
from django.db.models import Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from .errors import InvalidInput
from .numbers import whole

T = TypeVar("T", bound=Model)
DEFAULT, LARGEST = 50, 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows and the cursors of their neighbours (None at an end)."""

    items: list[T]
    next: str | None
    prev: str | None


def paginate(queryset: QuerySet[T], cursor: str | None = None, limit: int = DEFAULT, order: str = "-created_at") -> Page[T]:
    """Return up to `limit` rows in the order of the field `order` (`-` for newest first), ties broken by the key."""
    limit = max(1, min(limit, LARGEST))
    field, descending = order.lstrip("-"), order.startswith("-")
    back, after = _decode(cursor, order) if cursor else (False, None)
    down = descending != back
    rows = queryset.order_by(f"{'-' if down else ''}{field}", f"{'-' if down else ''}pk")
    if after is not None:
        way = "lt" if down else "gt"
        rows = rows.filter(Q(**{f"{field}__{way}": after[0]}) | Q(**{field: after[0], f"pk__{way}": after[1]}))
    found = list(rows[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    onward = bool(found) and (back or more)
    backward = bool(found) and (more if back else after is not None)
    return Page(found, _encode(found[-1], order, back=False) if onward else None, _encode(found[0], order, back=True) if backward else None)


def _encode(row: Model, order: str, *, back: bool) -> str:
    value = getattr(row, order.lstrip("-"))
    kind = "t" if isinstance(value, datetime) else "v"
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(orjson.dumps([back, kind, text, row.pk, order])).decode().rstrip("=")


def _decode(cursor: str, order: str) -> tuple[bool, tuple[Any, Any]]:
    try:
        back, kind, value, key, ordered = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value = datetime.fromisoformat(value) if kind == "t" else value
    except (ValueError, TypeError, binascii.Error):
        raise InvalidInput("This cursor is not one that the list gave out. Start again from the first page.") from None
    if ordered != order:
        raise InvalidInput("This cursor belongs to another order of the list. Start again from the first page.", field="cursor")
    if not isinstance(value, str | int | float | datetime) or not isinstance(key, str | int):
        raise InvalidInput("This cursor is not one that the list gave out. Start again from the first page.")
    return bool(back), (value, key)


class CursorPaging(BasePagination):
    """`?cursor=&limit=` for DRF views; answers `{"items", "next", "prev"}` with cursors."""

    order = "-created_at"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        text = request.query_params.get("limit", str(DEFAULT))
        limit = whole(text, "limit")
        order = getattr(view, "order", self.order)
        self.page = paginate(queryset, request.query_params.get("cursor") or None, limit, order)
        return list(self.page.items)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"items": data, "next": self.page.next, "prev": self.page.prev})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        cursor = {"type": ["string", "null"]}
        return {
            "type": "object",
            "required": ["items", "next", "prev"],
            "properties": {"items": schema, "next": cursor, "prev": cursor},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
            {"name": "limit", "in": "query", "required": False, "schema": {"type": "integer", "maximum": LARGEST, "default": DEFAULT}},
        ]
