"""Lists of the API: filtered and ordered by what the endpoint allows by name, paged by cursor, with the fields that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response

from ..errors import InvalidInput
from ..numbers import whole
from ..paging import DEFAULT, paginate

_MOST = 50  # values of one filter


@dataclass(frozen=True)
class Listing:
    """What one endpoint allows. `filters` maps a parameter to the ORM's lookup, `orders` names fields without empty values.

    Nothing of a request ever names a column by itself.
    """

    orders: tuple[str, ...]
    order: str
    filters: Mapping[str, str] = field(default_factory=dict)
    since: str = "updated_at"

    def answer(self, request: Request, found: QuerySet[Any], show: Callable[[Any], dict[str, Any]]) -> Response:
        """One page as `{"items", "next", "prev"}`. Raises InvalidInput naming the parameter that does not fit."""
        said = request.query_params
        limit = whole(said.get("limit", str(DEFAULT)), "limit")
        page = paginate(self.narrowed(request, found), said.get("cursor") or None, limit, self.wanted(said.get("order", "")))
        items = [sparse(request, show(row)) for row in page.items]
        return Response({"items": items, "next": page.next, "prev": page.prev})

    def wanted(self, order: str) -> str:
        """The order that was asked for, `-` for descending."""
        if order and order.removeprefix("-") not in self.orders:
            raise InvalidInput(f"`order` is one of {', '.join(self.orders)}, with - for descending.", field="order")
        return order or self.order

    def narrowed(self, request: Request, found: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the request's filters leave; several values of one filter are alternatives."""
        said = request.query_params
        for name, lookup in self.filters.items():
            values = [_text(value, name) for value in said.getlist(name)[:_MOST] if value]
            if values:
                found = found.filter(**{f"{lookup}__in": values})  # the key is the endpoint's own word
        if said.get("since"):
            found = found.filter(**{f"{self.since}__gte": _moment(said["since"])})
        return found

    def query(self, **more: str) -> dict[str, str]:
        """The parameters for the documentation."""
        known = dict.fromkeys(self.filters, "Only such; may be repeated for alternatives.")
        known["since"] = "Only what changed at or after this time (ISO 8601)."
        known["order"] = f"One of {', '.join(self.orders)}; - for descending ({self.order})."
        return more | known | {"fields": FIELDS, "cursor": "From `next` or `prev`.", "limit": "At most 200 (50)."}


FIELDS = "Names of fields, separated by commas; without it all."


def sparse(request: HttpRequest | Request, whole_one: Mapping[str, Any]) -> dict[str, Any]:
    """The object with only the fields that `?fields=` names. Raises InvalidInput for one that it does not have."""
    names = [name for name in (request.GET.get("fields") or "").split(",") if name]
    unknown = [name for name in names if name not in whole_one]
    if unknown:
        raise InvalidInput(f"Unknown fields: {', '.join(unknown)[:200]}. Known: {', '.join(whole_one)}.", field="fields")
    return {name: whole_one[name] for name in names} if names else dict(whole_one)


def _text(value: str, name: str) -> str:
    if len(value) > 200 or "\x00" in value:
        raise InvalidInput(f"`{name}` is too long or holds what no text holds.", field=name)
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("`since` is a time such as 2026-05-01T09:00:00Z.", field="since") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
