"""Row rules of a dataset; only those who manage it read or write them."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import InvalidInput, NotFound

from ..models import Dataset, RowRule
from ..selectors import access_dataset
from ..services.rules import delete_rule, plain, save_rule
from .common import body, person

_FIELDS = ("whom", "user", "group", "role", "filter", "masked")


@api_view(["GET", "POST"])
def collection(request: Request, dataset_id: str) -> Response:
    """All rules of the dataset, or a new one: {whom, filter, masked}; `whom` is a person's id, group:<id>, role:<name> or everyone."""
    dataset = access_dataset(person(request), dataset_id, "manage")
    if request.method == "POST":
        return Response(plain(_save(request, dataset, None)), status=201)
    return Response({"items": [plain(rule) for rule in dataset.row_rules.order_by("created_at", "pk")]})


@api_view(["GET", "PUT", "DELETE"])
def item(request: Request, dataset_id: str, rule_id: str) -> Response:
    """Read, replace or remove one rule."""
    dataset = access_dataset(person(request), dataset_id, "manage")
    rule = dataset.row_rules.filter(pk=rule_id).first()
    if rule is None:
        raise NotFound(f"{dataset.name} has no such row rule.")
    if request.method == "DELETE":
        delete_rule(user=person(request), dataset=dataset, rule=rule)
        return Response(status=204)
    if request.method == "PUT":
        rule = _save(request, dataset, rule)
    return Response(plain(rule))


def _save(request: Request, dataset: Dataset, rule: RowRule | None) -> RowRule:
    data = body(request, *_FIELDS)
    masked = data.get("masked") or {}
    if not isinstance(masked, dict | list):
        raise InvalidInput("`masked` is an object of columns and masks.", fields={"masked": "Send an object."})
    return save_rule(
        user=person(request),
        dataset=dataset,
        rule=rule,
        whom=_whom(data),
        filter=data.get("filter"),
        masked=masked,
    )


def _whom(data: dict[str, Any]) -> str:
    """`whom`, or one of `user`, `group`, `role` by itself."""
    given = [str(data[name]) if name in ("whom", "user") else f"{name}:{data[name]}" for name in _FIELDS[:4] if data.get(name)]
    if len(given) > 1:
        raise InvalidInput("A rule is for one person, group or role.", fields={"user": "Name one person, group or role."})
    return given[0] if given else ""
